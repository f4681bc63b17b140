// The page of the terminal. It keeps no state: htmx posts touches, and morphs in
// the screens that the terminal sends.
import "htmx-ext-sse";
import "idiomorph/dist/idiomorph-ext.esm.js";
import "./page.js";
import "./audio.js";
import "./pad.js";
