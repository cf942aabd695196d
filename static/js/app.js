import { ChatApp } from "./elements/chat-app.js";
import { ChatComposer } from "./elements/chat-composer.js";
import { ChatInbox } from "./elements/chat-inbox.js";
import { ChatTimeline } from "./elements/chat-timeline.js";
import { ConnectionStrip } from "./elements/connection-strip.js";
import { LocalTime } from "./elements/local-time.js";

// The app comes before its parts: they join it when they are created.
customElements.define("local-time", LocalTime);
customElements.define("chat-app", ChatApp);
customElements.define("chat-inbox", ChatInbox);
customElements.define("chat-timeline", ChatTimeline);
customElements.define("chat-composer", ChatComposer);
customElements.define("connection-strip", ConnectionStrip);
/** @type {ChatApp | null} */ (document.querySelector("chat-app"))?.start();
// Few visits need these: they are loaded on demand.
document
	.querySelector(".self details.menu")
	?.addEventListener("toggle", () => import("./elements/self-menu.js"), { once: true });
