/** Whether there is no room for the sidebar beside the page: then it lies over it. `App.css` has the same number. */
export const narrow = matchMedia("(max-width: 48rem)");
