// What the http adapter uses of undici, for the bundle: a pool of connections, not fetch, WebSockets, caches and mocks.
const Dispatcher = require('../node_modules/undici/lib/dispatcher/dispatcher.js');
const Pool = require('../node_modules/undici/lib/dispatcher/pool.js');

// as undici's own index.js does
Object.assign(Dispatcher.prototype, require('../node_modules/undici/lib/api'));

module.exports = { Pool };
