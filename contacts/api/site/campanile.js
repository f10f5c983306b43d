/* Campanile for websites, version 1. <script async src="…/s/v1/campanile.js" data-key="cmpp_…"></script>
   campanile.identify({email: "…"}) says who the visitor is; campanile.track("ordered", {total: 49.9}) what they did.
   A second argument to identify proves it: a token that the site's server signed, or what gets one. Messages ask for it.
   Before this script has loaded: (window.campanile = window.campanile || []).push(["track", "ordered", {}]). */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || (window.campanile && window.campanile.track)) return;
  var key = script.getAttribute("data-key");
  var url = new URL("events", script.src).href;
  var STORE = "campanile." + key, MOST = 200, EACH = 20, LONGEST = 60000;
  var early = window.campanile || [];
  var state = read(), timer = 0, busy = false, tries = 0, proof = null, rest = null;

  function read() {
    try {
      var kept = JSON.parse(localStorage.getItem(STORE));
      if (kept && Array.isArray(kept.queue)) return kept;
    } catch (error) { /* no storage: this page alone */ }
    return { who: null, queue: [] };
  }

  function keep() {
    try { localStorage.setItem(STORE, JSON.stringify(state)); } catch (error) { /* as above */ }
  }

  function pushed() {
    try { return localStorage.getItem(STORE + ".push"); } catch (error) { return null; }
  }

  function quiet() { /* the next page tries again */ }

  function newId() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    return Date.now().toString(36) + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);
  }

  function identify(who, token) {
    proof = token || null;
    state.who = who;
    state.queue.forEach(function (event) { event.who = event.who || who; });
    keep();
    plan(0);
    if (proof && pushed()) later("renew")().catch(quiet);
  }

  function forget() {
    if (pushed()) later("unsubscribe")().catch(quiet);
    if (rest) later("stop")().catch(quiet);
    proof = null;
    state = { who: null, queue: [] };
    keep();
  }

  function track(name, properties) {
    state.queue.push({ id: newId(), name: name, properties: properties || {}, at: Date.now(), who: state.who });
    state.queue = state.queue.slice(-MOST);
    keep();
    plan(500);
  }

  /* What can be sent: events whose visitor is known. Each goes with its age, so that a wrong clock does no harm. */
  function batch() {
    return state.queue.filter(function (event) { return event.who; }).slice(0, EACH);
  }

  function body(events) {
    var now = Date.now();
    return JSON.stringify({ key: key, events: events.map(function (event) {
      return { id: event.id, name: event.name, properties: event.properties, who: event.who, age: Math.max(0, now - event.at) };
    }) });
  }

  function plan(wait) {
    if (timer || busy) return;
    timer = setTimeout(function () { timer = 0; send(); }, wait);
  }

  function again(seconds) {
    tries += 1;
    plan(Math.min(LONGEST, Math.max(seconds * 1000, 1000 * Math.pow(2, Math.min(tries, 6) - 1))));
  }

  function done(events) {
    var ids = events.map(function (event) { return event.id; });
    state.queue = state.queue.filter(function (event) { return ids.indexOf(event.id) < 0; });
    keep();
    tries = 0;
  }

  /* Events stay until an answer confirms them; their ids make a repetition harmless. */
  function send() {
    var events = batch();
    if (!events.length || busy) return;
    busy = true;
    fetch(url, { method: "POST", body: body(events), keepalive: true, credentials: "omit", mode: "cors" }).then(
      function (response) {
        busy = false;
        if (response.status === 429 || response.status >= 500) {
          again(Number(response.headers.get("Retry-After")) || 0);
        } else {
          done(events);
          if (batch().length) plan(0);
        }
      },
      function () { busy = false; again(0); }
    );
  }

  /* The page goes: what is left is handed to the browser, and sent again by the next page if it did not get through. */
  addEventListener("pagehide", function () {
    var events = batch();
    if (events.length && navigator.sendBeacon) navigator.sendBeacon(url, body(events));
  });

  /* Messages are a script of their own, which comes when it is first asked for. */
  function later(name) {
    return function () {
      var given = arguments, token = proof;
      rest = rest || new Promise(function (done, failed) {
        var tag = document.createElement("script");
        tag.src = new URL("campanile-messages.js", script.src).href;
        tag.onload = function () { done(api.messages({ key: key, root: url, store: STORE, proof: function () { return proof; } })); };
        tag.onerror = function () { rest = null; failed(new Error("campanile: " + tag.src + " did not load")); };
        document.head.appendChild(tag);
      });
      return rest.then(function (messages) { return messages[name].apply({ proof: token }, given); });
    };
  }

  var api = { identify: identify, feed: later("feed"), track: track, forget: forget, push: function (call) {
    if (api.hasOwnProperty(call[0])) api[call[0]].apply(null, [].slice.call(call, 1));
  } };
  api.push.subscribe = later("subscribe");
  api.push.unsubscribe = later("unsubscribe");
  window.campanile = api;
  for (var place = 0; place < early.length; place += 1) api.push(early[place]);
  if (batch().length) plan(0);
})();
