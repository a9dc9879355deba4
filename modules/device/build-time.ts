/**
 * When the image was made, in milliseconds since 1970: on the ESP32 this module is preloaded, so that its top level
 * runs when the image is linked. Elsewhere it is when the program started or was linked.
 */
export const BUILD_TIME = Date.now();
