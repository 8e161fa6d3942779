// What the http adapter uses of undici, for the bundle: a pool of connections, not fetch, WebSockets, caches and mocks.
import api from '../node_modules/undici/lib/api/index.js';
import Dispatcher from '../node_modules/undici/lib/dispatcher/dispatcher.js';
import Pool from '../node_modules/undici/lib/dispatcher/pool.js';

// as undici's own index.js does
Object.assign(Dispatcher.prototype, api);

export { Pool };
