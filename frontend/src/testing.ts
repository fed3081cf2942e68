/** What holds in every test: a chunk that arrives late, on a machine with much else to do, is no failure. */
import { configure } from "@testing-library/react";

configure({ asyncUtilTimeout: 5000 });
