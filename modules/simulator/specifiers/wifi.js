export { default } from "modules/simulator/wifi";
