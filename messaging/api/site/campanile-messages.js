/* Campanile's messages in a page: push messages to its browser, and the feed. campanile.js fetches this when it is asked for. */
(function () {
  "use strict";
  var DAY = 86400000;

  /* Calls to the installation, for whoever the visitor proves to be. */
  function caller(site) {
    /* A token that is good now: as it was given, or from what gives one, again where the last had expired. */
    function token(proof) {
      return Promise.resolve(typeof proof === "function" ? proof() : proof);
    }

    function post(path, body) {
      return fetch(new URL(path, site.root).href, {
        method: "POST", mode: "cors", credentials: "omit", keepalive: true, body: JSON.stringify(Object.assign({ key: site.key }, body))
      });
    }

    function proven(path, body, proof, again) {
      if (!proof) return Promise.reject(new Error("campanile.identify has no token"));
      return token(proof).then(function (text) {
        return post(path, Object.assign({ token: text }, body));
      }).then(function (response) {
        if (response.status === 401 && !again && typeof proof === "function") return proven(path, body, proof, true);
        if (response.ok) return response;
        return response.json().then(function (said) {
          var error = new Error("campanile: " + said.error);
          error.status = response.status;
          error.wait = Number(response.headers.get("Retry-After")) || 0;
          throw error;
        });
      });
    }

    return { post: post, proven: proven };
  }

  function pushMessages(site, call) {
    var PUSH = site.store + ".push";

    function kept() {
      try { return JSON.parse(localStorage.getItem(PUSH)); } catch (error) { return null; }
    }

    function bytes(text) {
      var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
      return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
    }

    function same(buffer, wanted) {
      var found = new Uint8Array(buffer || []);
      return found.length === wanted.length && found.every(function (value, place) { return value === wanted[place]; });
    }

    function active(registration) {
      var worker = registration.active ? null : registration.installing || registration.waiting;
      if (!worker) return Promise.resolve(registration);
      return new Promise(function (done, failed) {
        worker.addEventListener("statechange", function () {
          if (worker.state === "activated") done(registration);
          if (worker.state === "redundant") failed(new Error("campanile: the service worker did not start"));
        });
      });
    }

    /* The browser's subscription to the key; one to another key is ended, as nothing could be sent by it. */
    function subscribed(registration, publicKey) {
      var wanted = bytes(publicKey), manager = registration.pushManager;
      return manager.getSubscription().then(function (found) {
        if (found && same(found.options.applicationServerKey, wanted)) return found;
        return (found ? found.unsubscribe() : Promise.resolve()).then(function () {
          return manager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
        });
      });
    }

    function note(found, options, proof) {
      var said = found.toJSON(), keys = { p256dh: said.keys.p256dh, auth: said.keys.auth };
      var body = { subscription: { endpoint: said.endpoint, keys: keys }, marketing: !!options.marketing };
      return call.proven("push/subscriptions", body, proof).then(function () {
        localStorage.setItem(PUSH, JSON.stringify({ endpoint: said.endpoint, worker: options.worker, at: Date.now() }));
        return "granted";
      });
    }

    function start(options, proof) {
      return call.post("push/key", {}).then(function (response) { return response.json(); }).then(function (said) {
        if (!said.publicKey) throw new Error("campanile: there is no sender for web push");
        return navigator.serviceWorker.register(options.worker).then(active).then(function (registration) {
          return subscribed(registration, said.publicKey);
        });
      }).then(function (found) { return note(found, options, proof); });
    }

    /* Asks the visitor where need be. "granted", "denied", "default" (closed without an answer) or "unsupported". */
    function subscribe(given) {
      var options = Object.assign({ worker: "/campanile-sw.js" }, given), proof = site.proof();
      if (!("serviceWorker" in navigator) || !window.PushManager || !window.Notification) return Promise.resolve("unsupported");
      if (!proof) return Promise.reject(new Error("campanile.identify has no token"));
      return Notification.requestPermission().then(function (answer) {
        return answer === "granted" ? start(options, proof) : answer;
      });
    }

    /* On a later page: what the browser has changed by itself is noted; else once a day, that it is still there. */
    function renew() {
      var before = kept(), proof = site.proof();
      if (!before || !proof || !window.Notification || Notification.permission !== "granted") return Promise.resolve();
      return navigator.serviceWorker.getRegistration(before.worker).then(function (registration) {
        return registration ? registration.pushManager.getSubscription() : null;
      }).then(function (found) {
        if (found && found.endpoint === before.endpoint && Date.now() - before.at < DAY) return "granted";
        return start({ worker: before.worker }, proof);
      });
    }

    /* Signed out, or tired of it: the browser's own subscription ends whether or not we can be told. */
    function unsubscribe() {
      var before = kept(), proof = this.proof;
      localStorage.removeItem(PUSH);
      if (!before || !("serviceWorker" in navigator)) return Promise.resolve();
      return navigator.serviceWorker.getRegistration(before.worker).then(function (registration) {
        return registration ? registration.pushManager.getSubscription() : null;
      }).then(function (found) { return found ? found.unsubscribe() : null; }).then(function () {
        return proof ? call.proven("push/ended", { endpoint: before.endpoint }, proof).catch(function () { return null; }) : null;
      });
    }

    return { subscribe: subscribe, unsubscribe: unsubscribe, renew: renew };
  }

  /* What the site shows of a message stands in a shadow tree, so that neither's styles reach the other. */
  var LOOK = ":host{all:initial;display:block;font:inherit;color:inherit}"
    + "*{box-sizing:border-box}h2,h3,p{margin:0}ul.list{list-style:none;margin:0;padding:0}"
    + ".bar{display:flex;justify-content:space-between;align-items:center;gap:1rem;padding:.5rem 0}"
    + "article{border-top:1px solid #8884;padding:.75rem 0;line-height:1.5}.new{font-size:.75em;font-weight:600;border-radius:1em;padding:.1em .7em;background:#1d4ed8;color:#fff}"
    + "h3{font-size:1em;font-weight:600}.row{display:flex;gap:.75rem;flex-wrap:wrap;align-items:center;margin-top:.5rem}img{max-width:100%;height:auto}"
    + "button,.go{font:inherit;cursor:pointer;border:1px solid #8888;border-radius:.375rem;padding:.25rem .75rem;background:transparent;color:inherit;"
    + "text-decoration:none;min-height:2rem;display:inline-flex;align-items:center}button:focus-visible,a:focus-visible{outline:2px solid #2563eb;outline-offset:2px}"
    + ".banner{position:fixed;inset:0 0 auto 0;z-index:2147483000;background:#fff;color:#111;padding:.75rem 1rem;box-shadow:0 1px 8px #0004}"
    + "dialog{border:0;border-radius:.75rem;padding:1.5rem;max-width:min(32rem,92vw);background:#fff;color:#111}dialog::backdrop{background:#0008}"
    + ".banner article,dialog article{border:0;padding:0}@media(prefers-color-scheme:dark){.banner,dialog{background:#1f2937;color:#f9fafb}}";
  var WORDS = { list: "Messages", none: "No messages.", all: "Mark all as read", more: "Read more", away: "Put away", fresh: "New" };

  function make(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }

  function shadow(host) {
    var root = host.shadowRoot || host.attachShadow({ mode: "open" });
    if (!root.adoptedStyleSheets.length) {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(LOOK);
      root.adoptedStyleSheets = [sheet];
    }
    return root;
  }

  function feedMessages(site, call) {
    var SOON = 30000, LATE = 300000;
    var feed = null;

    function start(given) {
      if (feed) feed.stop();
      feed = running(Object.assign({ banners: true, modals: true }, given), site.proof());
      return feed.refresh().then(function () { return feed; });
    }

    function stop() {
      if (feed) feed.stop();
      feed = null;
    }

    function running(options, proof) {
      var words = Object.assign({}, WORDS, options.words);
      var state = { items: [], unread: 0, version: "" }, wait = SOON, timer = 0, ended = false, asking = null;
      var list = options.list ? document.querySelector(options.list) : null, over = null, shown = null;
      var watched = new IntersectionObserver(function (entries) {
        var ids = entries.filter(function (entry) { return entry.isIntersecting; }).map(function (entry) { return entry.target.dataset.id; });
        ids = ids.filter(function (id) { var item = find(id); return item && !item.seen && !stands(item); });
        if (ids.length) mark({ seen: ids });
      });

      /* Whether it is to stand on top of the page or over it; then seeing it in the list is not yet it. */
      function stands(item) {
        return (item.placement === "modal" && options.modals) || (item.placement === "banner" && options.banners);
      }

      function find(id) { return state.items.filter(function (item) { return item.id === id; })[0]; }

      /* What was done shows at once; the installation is told, and asked again should that fail. */
      function mark(marks) {
        state.items.forEach(function (item) {
          var read = marks.read === "all" || (marks.read || []).indexOf(item.id) >= 0;
          item.seen = item.seen || read || (marks.seen || []).indexOf(item.id) >= 0;
          item.read = item.read || read;
        });
        state.items = state.items.filter(function (item) { return (marks.dismissed || []).indexOf(item.id) < 0; });
        state.unread = state.items.filter(function (item) { return !item.read; }).length;
        draw();
        return call.proven("feed/marks", marks, proof).catch(function () { state.version = ""; });
      }

      function card(item, isOver) {
        var title = make("h3"), text = make("div"), row = make("div", { class: "row" });
        title.textContent = item.title;
        text.innerHTML = item.html;
        if (item.url) {
          var link = make("a", { class: "go", href: item.url, rel: "noopener" });
          link.textContent = item.button || words.more;
          row.append(link);
        }
        var away = make("button", { type: "button" });
        away.textContent = words.away;
        away.addEventListener("click", function () { mark({ dismissed: [item.id] }); });
        row.append(away);
        var fresh = make("span", { class: "new" });
        fresh.textContent = words.fresh;
        var made = make("article", { "data-id": item.id }, item.read || isOver ? [title, text, row] : [fresh, title, text, row]);
        made.addEventListener("click", function (event) {
          if (event.target.closest("a") && !item.read) mark({ read: [item.id] });
        });
        return made;
      }

      function drawList() {
        var root = shadow(list), title = make("h2"), all = make("button", { type: "button" }), rows;
        title.textContent = words.list;
        all.textContent = words.all;
        all.addEventListener("click", function () { mark({ read: "all" }); });
        rows = state.items.map(function (item) { return make("li", {}, [card(item)]); });
        if (!rows.length) { rows = [make("li")]; rows[0].textContent = words.none; }
        watched.disconnect();
        root.replaceChildren(make("div", { class: "bar" }, state.unread ? [title, all] : [title]), make("ul", { class: "list" }, rows));
        root.querySelectorAll("article").forEach(function (each) { watched.observe(each); });
      }

      /* One at a time, the newest that was not seen; whoever puts it away sees the next. */
      function drawOver() {
        var wanted = state.items.filter(stands).filter(function (item) { return !item.seen || (shown && shown.id === item.id && !item.read); })[0];
        if (shown && wanted && shown.id === wanted.id) return;
        if (over) over.remove();
        over = null;
        shown = wanted || null;
        if (!wanted) return;
        over = make("div");
        document.body.append(over);
        var inside = card(wanted, true);
        if (wanted.placement === "banner") {
          shadow(over).append(make("div", { class: "banner", role: "region", "aria-label": wanted.title }, [inside]));
        } else {
          var dialog = make("dialog", { "aria-label": wanted.title }, [inside]);
          dialog.addEventListener("cancel", function () { mark({ dismissed: [wanted.id] }); });
          shadow(over).append(dialog);
          dialog.showModal();
        }
        if (!wanted.seen) mark({ seen: [wanted.id] });
      }

      function draw() {
        if (ended) return;
        if (list) drawList();
        drawOver();
        if (options.badge) {
          document.querySelectorAll(options.badge).forEach(function (each) { each.textContent = state.unread || ""; });
        }
        if (options.onChange) options.onChange({ items: state.items, unread: state.unread });
      }

      function refresh() {
        clearTimeout(timer);
        asking = asking || call.proven("feed", { have: state.version }, proof).then(function (response) {
          if (response.status === 204) { wait = Math.min(wait * 2, LATE); return null; }
          return response.json().then(function (said) { wait = SOON; state = said; draw(); });
        }).catch(function (error) {
          wait = Math.max(Math.min(wait * 2, LATE), (error.wait || 0) * 1000);
          if (error.status === 401 || error.status === 403) stopIt();
          if (!state.version) throw error;
        }).finally(function () { asking = null; plan(); });
        return asking;
      }

      /* Asked for only while somebody may see it: a page in the background costs nothing. */
      function plan() {
        clearTimeout(timer);
        if (!ended && !document.hidden) timer = setTimeout(function () { refresh().catch(function () { /* later */ }); }, wait);
      }

      function looked() {
        if (document.hidden) { clearTimeout(timer); return; }
        wait = SOON;
        if (!ended) refresh().catch(function () { /* later */ });
      }

      function stopIt() {
        ended = true;
        clearTimeout(timer);
        watched.disconnect();
        document.removeEventListener("visibilitychange", looked);
        if (over) over.remove();
        if (list && list.shadowRoot) list.shadowRoot.replaceChildren();
        if (options.badge) document.querySelectorAll(options.badge).forEach(function (each) { each.textContent = ""; });
      }

      document.addEventListener("visibilitychange", looked);
      return {
        refresh: refresh, stop: stopIt,
        read: function (id) { return mark({ read: [id] }); },
        readAll: function () { return mark({ read: "all" }); },
        dismiss: function (id) { return mark({ dismissed: [id] }); },
        get items() { return state.items; },
        get unread() { return state.unread; }
      };
    }

    return { feed: start, stop: stop };
  }

  window.campanile.messages = function (site) {
    var call = caller(site), push = pushMessages(site, call);
    return Object.assign(push, feedMessages(site, call));
  };
})();
