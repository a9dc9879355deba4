export { default } from "modules/simulator/key-value";
