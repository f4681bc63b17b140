// Bound to the free name htmx wherever a module of the bundle uses it.
export { default as htmx } from "htmx.org";
