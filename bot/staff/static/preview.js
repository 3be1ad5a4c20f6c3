/* Puts the real chat into the frame of a preview, with a conversation that has taken place. */
import "/chat/newcomer-chat.js";

const place = document.querySelector("[data-memory]");
const chat = document.createElement("newcomer-chat");
for (const [name, value] of [["lang", document.documentElement.lang], ["position", "fill"], ["open", ""]]) chat.setAttribute(name, value);
// Read at once by the chat: another frame of the same page writes its own.
sessionStorage.setItem("newcomer-chat", place.dataset.memory);
place.append(chat);
await chat.load();
requestAnimationFrame(() => (chat.chat.log.scrollTop = 0)); // the answer is read from its beginning
