// Runs in each measured page before anything of the page itself, and tells when what a person waits
// for has been painted. Times are milliseconds since the navigation began (`performance.now()`, which
// the browser gives in tenths).
(expected => {
    // Without what groups the digits of thousands.
    const count = () => (document.querySelector('.title-line [role=status]')?.textContent ?? '').replaceAll(',', '');
    const firstRow = () => document.querySelector('#clusters tr[data-key]')?.dataset.key ?? '';

    // The memories that WebAssembly makes: the page keeps them to itself.
    const memories = new Set();
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const made = WebAssembly[name];
        WebAssembly[name] = async (...program) => {
            const result = await made.apply(WebAssembly, program);
            for (const it of Object.values((result.instance ?? result).exports)) {
                if (it instanceof WebAssembly.Memory) memories.add(it);
            }
            return result;
        };
    }

    // The next frame: when it began, and when it was handed over to be shown. A message that is sent in
    // an animation frame comes after that frame's styles, layout and paint.
    const frame = () => new Promise(done => requestAnimationFrame(() => {
        const begun = performance.now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done({ begun, end: performance.now() });
        port2.postMessage(null);
    }));

    // What the load is waited for.
    const marks = {};
    const mark = async name => {
        if (name in marks) return;
        marks[name] = null;
        marks[name] = (await frame()).end;
    };
    const load = new MutationObserver(() => {
        // The count can be there before any row is drawn.
        if (!firstRow()) return;
        mark('row');
        if (Number(count()) === expected) {
            mark('all');
            load.disconnect();
        }
    });
    load.observe(document, { childList: true, subtree: true, characterData: true });

    // Backups and what follows from them come after the clusters, and draw rows anew.
    let drawn = 0;
    const inRows = ({ target }) => (target.closest ? target : target.parentElement)?.closest('#clusters');
    new MutationObserver(records => {
        if (records.some(inRows)) drawn = performance.now();
    }).observe(document, { childList: true, subtree: true, characterData: true });

    // From an event until the frame that shows what it did. `work` is what of that time the page's own
    // thread worked: handling the event, with the microtasks that follow each listener, and the frame;
    // the rest is the browser's own editing and its waiting for the frame. A message would come too late
    // to tell when the event was handled: after an input, frames go first. `frame` is awaited as soon as
    // `done` is true.
    const measure = (start, done, taken) => event => {
        const begun = performance.now();
        let handled = Infinity;
        // The window comes last, and this listener is the last of the window's.
        addEventListener(event.type, () => { handled = performance.now(); }, { once: true });
        const finish = async () => {
            const shown = await frame();
            const work = Math.min(handled, shown.begun) - begun + shown.end - shown.begun;
            taken({ paint: shown.end - start(event), work, count: count(), row: firstRow() });
        };
        if (done()) {
            finish();
            return;
        }
        const observer = new MutationObserver(() => {
            if (done()) {
                observer.disconnect();
                finish();
            }
        });
        observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
    };

    // Every key that changes a field: `keydown` to the frame after `input`.
    const keys = [];
    let down = 0;
    addEventListener('keydown', event => { down = event.timeStamp; }, true);
    addEventListener('input', measure(() => down, () => true, key => keys.push(key)), true);

    // The next click, until something is there.
    let clicked = null;
    const conditions = {
        sorted: (column, order) => [...document.querySelectorAll('th[aria-sort]')]
            .some(head => head.ariaSort === order && head.textContent.trim().startsWith(column)),
        heading: path => location.pathname === path && !!document.querySelector('main h1')?.textContent
            && document.querySelector('main h1').textContent !== 'Clusters',
        named: (path, name) => location.pathname === path && document.querySelector('main h1')?.textContent === name,
        list: () => location.pathname.endsWith('/clusters') && !!firstRow(),
    };
    const expect = (name, ...rest) => {
        clicked = null;
        const done = () => conditions[name](...rest);
        const take = measure(event => event.timeStamp, done, taken => { clicked = taken; });
        addEventListener('click', take, { capture: true, once: true });
    };

    globalThis.probe = {
        keys,
        expect,
        clicked: () => clicked,
        shown: () => ({ count: count(), row: firstRow() }),
        loaded: () => {
            const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
            return paint && marks.row && marks.all ? { paint, ...marks } : null;
        },
        memory: () => [...memories].reduce((sum, one) => sum + one.buffer.byteLength, 0),
        settled: () => performance.now() - drawn > 2000,
    };
})
