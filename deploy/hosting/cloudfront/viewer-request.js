// Pages of the console are all one file; everything else is a file, or missing.
// Written by `cargo xtask dist`; runtime cloudfront-js-2.0, event type viewer-request.
function handler(event) {
    const request = event.request;
    if (request.uri === '/console') {
        return { statusCode: 308, statusDescription: 'Permanent Redirect', headers: { location: { value: '/console/' } } };
    }
    if (/^\/console\/(?:$|(?:clusters|regions|activity|connect)(?:\/|$))/.test(request.uri)) request.uri = '/console/index.html';
    return request;
}
