//! One call: its answer, bounded and in time, or its error. The token stands in the address of every call,
//! so no address is ever put into a log or an error.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Clock, Timestamp, Traffic};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Request, StatusCode, Uri};
use outward::{Http, NoReply, Route, retry_after, within};
use parking_lot::Mutex;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Failure;
use crate::objects::Envelope;
use crate::{Address, Token};

/// The longest answer that is read, in bytes: a hundred updates with long texts.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

/// How long an answer may take that nobody waits for on purpose.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a file may take, up or down.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(120);

/// How long is waited where the API says to wait, and not how long.
const SOME_TIME: Duration = Duration::from_secs(5);

/// The Bot API, as one bot calls it.
pub(crate) struct Api {
    http: Http<Route>,
    address: Address,
    clock: Arc<dyn Clock>,
    token: Token,
    traffic: Mutex<Traffic>,
}

impl Api {
    pub(crate) fn new(
        http: Http<Route>,
        address: Address,
        clock: Arc<dyn Clock>,
        token: Token,
    ) -> Self {
        Self { http, address, clock, token, traffic: Mutex::default() }
    }

    pub(crate) fn token(&self) -> &Token {
        &self.token
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What went over the line so far.
    pub(crate) fn traffic(&self) -> Traffic {
        *self.traffic.lock()
    }

    /// Calls a method.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        method: &'static str,
        parameters: &impl Serialize,
    ) -> Result<T, Failure> {
        let asked_at = self.now();
        let answer = self.ask(method, parameters, PATIENCE).await;
        self.count(&answer, Some(self.now().since(asked_at)));
        answer
    }

    /// Calls a method that waits so long for something to happen.
    pub(crate) async fn wait<T: DeserializeOwned>(
        &self,
        method: &'static str,
        parameters: &impl Serialize,
        wait: Duration,
    ) -> Result<T, Failure> {
        let answer = self.ask(method, parameters, wait + PATIENCE).await;
        self.count(&answer, None);
        answer
    }

    /// Calls a method with a form in which there is a file.
    pub(crate) async fn upload<T: DeserializeOwned>(
        &self,
        method: &'static str,
        (body, kind): (Bytes, HeaderValue),
    ) -> Result<T, Failure> {
        let answer = self.post(method, body, kind, PATIENCE_FOR_FILES).await;
        self.count(&answer, None);
        answer
    }

    /// A file, by the path that the API told; of more than `most` bytes it is `TooLong`.
    pub(crate) async fn download(&self, path: &str, most: usize) -> Result<Bytes, Failure> {
        let uri = self.address.file(&self.token, path).ok_or(Failure::Nonsense)?;
        let request = Request::get(uri).body(Bytes::new()).map_err(|_| Failure::Nonsense)?;
        let answer = match self.whole(request, most, PATIENCE_FOR_FILES).await {
            Ok((StatusCode::OK, _, bytes)) => Ok(bytes),
            // A file that is not there is no token that is not there. So answers a server of one's own that
            // keeps its files to itself (`--local`).
            Ok((StatusCode::NOT_FOUND, ..)) => {
                Err(Failure::Refused { description: "FILE_NOT_FOUND".to_owned() })
            }
            Ok((status, headers, bytes)) => Err(self.refusal(status, &headers, &bytes)),
            Err(failure) => Err(failure),
        };
        self.count(&answer, None);
        answer
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: &'static str,
        parameters: &impl Serialize,
        patience: Duration,
    ) -> Result<T, Failure> {
        let body = serde_json::to_vec(parameters).map_err(|_| Failure::Nonsense)?;
        let json = HeaderValue::from_static("application/json");
        self.post(method, body.into(), json, patience).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        method: &'static str,
        body: Bytes,
        kind: HeaderValue,
        patience: Duration,
    ) -> Result<T, Failure> {
        let uri: Uri = self.address.method(&self.token, method).ok_or(Failure::Nonsense)?;
        let mut request = Request::post(uri).body(body).map_err(|_| Failure::Nonsense)?;
        request.headers_mut().insert(CONTENT_TYPE, kind);
        let (status, headers, bytes) = self.whole(request, LONGEST_ANSWER, patience).await?;
        let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(&bytes) else {
            return Err(self.refusal(status, &headers, &bytes));
        };
        match envelope.result.filter(|_| envelope.ok) {
            Some(result) => serde_json::from_str(result.get()).map_err(|_| Failure::Nonsense),
            None => Err(self.refusal(status, &headers, &bytes)),
        }
    }

    async fn whole(
        &self,
        request: Request<Bytes>,
        longest: usize,
        patience: Duration,
    ) -> Result<(StatusCode, HeaderMap, Bytes), Failure> {
        let asking = async {
            let reply = self.http.send(request).await.map_err(|error| match error {
                error if error.is_unsent() => Failure::Unsent(error),
                error => Failure::Unanswered(error),
            })?;
            let (status, headers) = (reply.status, reply.headers.clone());
            let bytes = reply.read(longest).await.map_err(|error| match error {
                NoReply::TooLong(_) => Failure::TooLong,
                error => Failure::Unanswered(error),
            })?;
            Ok((status, headers, bytes))
        };
        let until = self.now() + patience;
        within(self.clock(), until, asking).await.unwrap_or(Err(Failure::Late))
    }

    /// What an answer means that is not what was asked for.
    fn refusal(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Failure {
        let envelope = serde_json::from_slice::<Envelope<'_>>(body).ok();
        let (code, description, parameters) = match envelope {
            Some(envelope) => (envelope.error_code, envelope.description, envelope.parameters),
            None => (None, None, None),
        };
        let code = code.unwrap_or(status.as_u16());
        let said = description.unwrap_or_default();
        match code {
            // Whoever stands in between may say so too, and not in these words.
            401 if !said.is_empty() => Failure::Unauthorized,
            // A method that is not known says more than that.
            404 if said == "Not Found" => Failure::Unauthorized,
            409 => Failure::Conflict { webhook: said.to_lowercase().contains("webhook") },
            429 => {
                let told = parameters.and_then(|parameters| parameters.retry_after);
                let told = told.map(Duration::from_secs);
                let told = told.or_else(|| retry_after(headers, self.now()));
                Failure::Flood(told.unwrap_or(SOME_TIME))
            }
            500.. => Failure::Failing(code),
            400..500 if !said.is_empty() => {
                Failure::Refused { description: self.token.hidden(&said) }
            }
            _ => Failure::Nonsense,
        }
    }

    fn count<T>(&self, answer: &Result<T, Failure>, took: Option<Duration>) {
        let mut traffic = self.traffic.lock();
        traffic.requests += 1;
        traffic.errors += u64::from(answer.is_err());
        if let Some(took) = took.filter(|_| answer.is_ok()) {
            traffic.latency = Some(took);
        }
    }
}
