import { ChatApp } from "./elements/chat-app.js";
import { ChatComposer } from "./elements/chat-composer.js";
import { ChatInbox } from "./elements/chat-inbox.js";
import { ChatTimeline } from "./elements/chat-timeline.js";
import { ConnectionStrip } from "./elements/connection-strip.js";
import { LocalTime } from "./elements/local-time.js";
import { themes } from "./elements/themes.js";

// The app first: its parts join it as they are made.
customElements.define("local-time", LocalTime);
customElements.define("chat-app", ChatApp);
customElements.define("chat-inbox", ChatInbox);
customElements.define("chat-timeline", ChatTimeline);
customElements.define("chat-composer", ChatComposer);
customElements.define("connection-strip", ConnectionStrip);
themes();
/** @type {ChatApp | null} */ (document.querySelector("chat-app"))?.start();
if (document.querySelector("people-picker")) import("./elements/people-picker.js");
