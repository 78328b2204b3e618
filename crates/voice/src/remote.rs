//! One provider that is asked over HTTP, with patience.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Clock, Timestamp};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request};
use outward::{ApiKey, Breaker, Leave, NoReply, Outcome, Patience, Route, Shut, within};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::address::Address;
use crate::problem::{Problem, Refusal};
use crate::status::{Private, has_done_nothing, problem};

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(60);

/// The HTTP client that all ears and mouths share. Cheap to clone.
#[derive(Clone)]
pub struct Http(outward::Http<Route>);

impl Http {
    /// A client that trusts whom the operating system trusts, and reaches `https` addresses by the
    /// proxy that the environment names.
    ///
    /// # Errors
    ///
    /// TLS cannot be set up.
    pub fn new() -> Result<Self, domain::BoxError> {
        Ok(Self(outward::Http::new(Route::from_environment(), Some(IDLE))?))
    }
}

/// Where a provider is, with the key for it, and how it is reached.
#[derive(Clone)]
pub struct Site {
    /// Where it is.
    pub address: Address,
    /// The key; none for a server at home that wants none.
    pub key: Option<ApiKey>,
    /// The client.
    pub http: Http,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long it is waited for. What is `at_once` here is what the plan allows at once.
    pub patience: Patience,
}

/// How a key is shown.
pub(crate) struct KeyHeader {
    pub(crate) name: &'static str,
    pub(crate) prefix: &'static str,
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// The parts of the path below the address.
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(&'a str, &'a str)],
    /// The body and what it is; none for a call that only asks.
    pub(crate) body: Option<(Bytes, HeaderValue)>,
    /// The longest answer that is read, in bytes.
    pub(crate) longest: usize,
    /// What of it people wrote, which no error may repeat.
    pub(crate) texts: &'a [&'a str],
    /// Whether it does something that is not to be done twice: then it is tried again only where the
    /// provider says that it has done nothing.
    pub(crate) once: bool,
}

/// An answer that is no error.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A provider, and how it was lately.
pub(crate) struct Remote {
    site: Site,
    key_header: KeyHeader,
    breaker: Breaker,
    /// When it was last asked in vain and what came of that; nothing once it has answered.
    failed: Mutex<Option<(Timestamp, Problem)>>,
    /// Leave to ask now: whoever finds none waits for its turn.
    places: Semaphore,
}

/// A call that failed, and when to try again if the provider says so.
type Failure = (Problem, Option<Duration>);

impl Remote {
    pub(crate) fn new(site: Site, key_header: KeyHeader) -> Self {
        let places = Semaphore::new(site.patience.at_once.max(1));
        let breaker = Breaker::default();
        Self { site, key_header, breaker, failed: Mutex::default(), places }
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.site.clock.as_ref()
    }

    /// When it was last asked in vain, what came of that, and until when it is left alone.
    pub(crate) fn ailing(&self, now: Timestamp) -> Option<(Timestamp, Problem, Option<Timestamp>)> {
        let failed = self.failed.lock();
        let (at, why) = failed.as_ref()?;
        Some((*at, why.restated(), self.breaker.rests_until(now)))
    }

    /// Asks, and tries again by itself where that may help.
    pub(crate) async fn ask(&self, call: &Call<'_>, seed: u64) -> Result<Answer, Problem> {
        let Patience { whole, tries, wait: longest_wait, .. } = self.site.patience;
        let clock = self.clock();
        let deadline = clock.now() + whole;
        let mut tried = 0;
        loop {
            let (problem, retry_after) = match self.attempt(call, deadline).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            tried += 1;
            let backoff = self.site.patience.backoff(tried - 1, seed);
            let again = match &problem {
                // Nothing is wrong with the question: it stands in the queue for as long as there is
                // time, since others that are under way must end first.
                Problem::Crowded => true,
                Problem::Unavailable(why) if call.once && !has_done_nothing(why) => false,
                Problem::RateLimited { .. } | Problem::Unavailable(_) => tried < tries,
                _ => return Err(problem),
            };
            let wait = retry_after.unwrap_or_default().max(backoff.min(longest_wait));
            let told_too_long = retry_after.is_some_and(|told| told > longest_wait);
            let at = clock.now() + wait;
            if !again || told_too_long || at >= deadline {
                return Err(problem);
            }
            tracing::debug!(provider = %self.site.address, ?wait, tried, "asking again later");
            clock.sleep_until(at).await;
        }
    }

    /// One request, and what it says about the provider's health.
    async fn attempt(&self, call: &Call<'_>, deadline: Timestamp) -> Result<Answer, Failure> {
        let place = within(self.clock(), deadline, self.places.acquire()).await;
        let _place = place.ok_or((Problem::TimedOut(self.site.patience.whole), None))?;
        let now = self.clock().now();
        let leave = self.breaker.enter(now).map_err(shut)?;
        let result = self.exchange(call, deadline).await;
        report(leave, &result, self.clock().now());
        *self.failed.lock() = match &result {
            Err((problem, _)) if problem.is_of_the_provider() => Some((now, problem.restated())),
            _ => None,
        };
        result
    }

    async fn exchange(&self, call: &Call<'_>, deadline: Timestamp) -> Result<Answer, Failure> {
        let request = self.request(call).map_err(|problem| (problem, None))?;
        let now = self.clock().now();
        let limit = self.site.patience.answer.min(deadline.since(now));
        let exchange = async {
            let reply = self.site.http.0.send(request).await?;
            let (status, headers) = (reply.status, reply.headers.clone());
            Ok((status, headers, reply.read(call.longest).await?))
        };
        let (status, headers, body) = match within(self.clock(), now + limit, exchange).await {
            None => return Err((Problem::TimedOut(limit), None)),
            Some(Err(lost @ (NoReply::Connection(_) | NoReply::Tls(_)))) => {
                return Err((Problem::Unavailable(lost.into()), None));
            }
            Some(Err(broken)) => return Err((Problem::Malformed(broken.to_string()), None)),
            Some(Ok(whole)) => whole,
        };
        if status.is_success() {
            return Ok(Answer { headers, body });
        }
        let private = Private { key: self.site.key.as_ref(), texts: call.texts };
        Err(problem(status, &headers, &body, &private, self.clock().now()))
    }

    fn request(&self, call: &Call<'_>) -> Result<Request<Bytes>, Problem> {
        let uri = self.site.address.call(call.path, call.query)?;
        let (body, kind) = match &call.body {
            Some((body, kind)) => (body.clone(), Some(kind.clone())),
            None => (Bytes::new(), None),
        };
        let mut request = Request::new(body);
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = uri;
        if let Some(kind) = kind {
            request.headers_mut().insert(CONTENT_TYPE, kind);
        }
        if let Some(key) = &self.site.key {
            let value = key.header(self.key_header.prefix).ok_or_else(|| {
                Problem::refused(Refusal::Key, "the key cannot stand in a header")
            })?;
            request.headers_mut().insert(HeaderName::from_static(self.key_header.name), value);
        }
        Ok(request)
    }
}

/// Left alone after too many failures.
#[derive(Debug, thiserror::Error)]
#[error("it failed too often and is left alone for {0:?}")]
struct Resting(Duration);

fn shut(shut: Shut) -> Failure {
    let (Shut::Told(left) | Shut::Failing(left)) = shut;
    let retry_after = Some(left).filter(|left| !left.is_zero());
    let problem = match shut {
        Shut::Told(_) => Problem::RateLimited { retry_after },
        Shut::Failing(left) => Problem::Unavailable(Resting(left).into()),
    };
    (problem, retry_after)
}

fn report(leave: Leave<'_>, result: &Result<Answer, Failure>, now: Timestamp) {
    let outcome = match result {
        Err((Problem::RateLimited { .. }, Some(wait))) => Outcome::Told(*wait),
        Err((Problem::Unavailable(_) | Problem::TimedOut(_) | Problem::Malformed(_), _)) => {
            Outcome::Failed
        }
        _ => Outcome::Well,
    };
    leave.report(outcome, now);
}
