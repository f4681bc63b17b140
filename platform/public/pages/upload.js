// Sends a picture as soon as it is chosen. Without this script the button beside it does.
document.documentElement.classList.add("scripted");
for (const form of document.querySelectorAll("form.give")) {
  form.querySelector("input").addEventListener("change", (event) => {
    if (event.target.files.length === 0) return;
    document.getElementById("sending").hidden = false;
    form.submit();
  });
}
