export { default } from "modules/device/gcm";
