export { default } from "modules/simulator/ffi";
