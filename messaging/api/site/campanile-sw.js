/* Campanile's push messages in a site's service worker: importScripts("…/s/v1/campanile-sw.js");
   It shows what we send, opens what a message leads to, and tells us what became of it. Other pushes it leaves alone. */
(function () {
  "use strict";

  function tell(report, fact) {
    var sent = { method: "POST", body: fact, mode: "no-cors", credentials: "omit", keepalive: true };
    return fetch(report, sent).catch(function () { /* a report that is lost does no harm */ });
  }

  function ours(notification) {
    var data = notification.data;
    return data && data.campanile ? data.campanile : null;
  }

  self.addEventListener("push", function (event) {
    var message;
    try { message = event.data.json(); } catch (error) { return; }
    if (!message || !message.report || !message.title) return;
    /* The tag is the message's id, so that the same message never shows twice. */
    var shown = { body: message.body, tag: message.id, data: { campanile: { url: message.url, report: message.report } } };
    if (message.image) shown.image = message.image;
    event.waitUntil(self.registration.showNotification(message.title, shown).then(function () {
      return tell(message.report, "shown");
    }));
  });

  self.addEventListener("notificationclick", function (event) {
    var message = ours(event.notification);
    if (!message) return;
    event.notification.close();
    event.waitUntil(Promise.all([
      tell(message.report, "opened"),
      self.clients.openWindow(message.url || self.registration.scope).catch(function () { return null; })
    ]));
  });

  self.addEventListener("notificationclose", function (event) {
    var message = ours(event.notification);
    if (message) event.waitUntil(tell(message.report, "dismissed"));
  });
})();
