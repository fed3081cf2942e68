/** The drawings of Material's icons: those the shell uses are at hand, the others come by first letter when they are needed. */
const AT_HAND: Record<string, string> = {
  chevron_right: "M504-480 320-664l56-56 240 240-240 240-56-56 184-184Z",
  close: "m256-200-56-56 224-224-224-224 56-56 224 224 224-224 56 56-224 224 224 224-56 56-224-224-224 224Z",
};
