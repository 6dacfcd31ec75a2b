import nock from 'nock';

// Loading nock makes it intercept everybody's requests in the process; here, suites ask for that.
nock.restore();

/** Intercepts requests while the tests of a suite run, and leaves nock afterwards as it was found. */
export function interceptRequests(): void {
  let wasActive = false;
  before(() => {
    wasActive = nock.isActive();
    if (!wasActive) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => nock.cleanAll());
  after(() => {
    nock.enableNetConnect();
    if (!wasActive) nock.restore();
  });
}

/** Keeps nock away from real sockets while the tests of a suite run. */
export function useRealSockets(): void {
  let wasActive = false;
  before(() => {
    wasActive = nock.isActive();
    if (wasActive) nock.restore();
  });
  after(() => {
    if (wasActive) nock.activate();
  });
}
