//! How a request passes: the faults that meet it, the API, and the record of it.

use std::time::Duration;

use grammers_tl_types::{Serializable, enums, types};
use tokio::sync::watch;

use super::kind::FaultKind;
use super::{Place, Strike, duplicates};
use crate::api::{self, Answered, Request, RpcError};
use crate::mtproto::session::{Link, Session};
use crate::recorder::{Caller, Outcome};
use crate::server::Server;
use crate::state::login::Login;
use crate::state::{KeyId, UserId};

/// What becomes of a request.
pub(crate) enum Verdict {
    Answer(Vec<u8>),
    /// Answer it when the time has come.
    Later(Vec<u8>, Held),
    /// Never answer it.
    Silence,
    /// End the connection.
    Cut,
}

/// Until when an answer is held back.
pub(crate) struct Held {
    delay: Option<Duration>,
    fault: watch::Receiver<()>,
    /// The call is not over before its answer is sent.
    _under_way: Option<api::UnderWay>,
}

impl Held {
    /// Waits until the answer may go out.
    pub(crate) async fn is_over(&mut self) {
        // Nothing is ever sent: this ends when the fault is removed.
        let removed = async { while self.fault.changed().await.is_ok() {} };
        match self.delay {
            Some(delay) => {
                let _ = tokio::time::timeout(delay, removed).await;
            }
            None => removed.await,
        }
    }
}

/// The error of the transport that is to answer a frame of a key, if any.
pub(crate) fn frame_error(server: &Server, key: KeyId) -> Option<i32> {
    if server.faults.is_empty() {
        return None;
    }
    match server.faults.strike(Place::Frame, account_of(server, key), "")?.kind {
        FaultKind::TransportError { code } => Some(code.into()),
        _ => None,
    }
}

/// Has a request met by what is arranged for it, answers it, and records it.
pub(crate) async fn pass(
    server: &Server,
    session: &Session,
    link: &Link,
    request: &[u8],
) -> Verdict {
    let request = match api::open(request) {
        Ok(request) => request,
        Err(error) => return Verdict::Answer(error.to_answer()),
    };
    let key = session.key.id;
    let account = account_of(server, key);
    let caller = Caller { account, key, session: session.id, connection: link.number };
    let record = |method, body: &[u8], outcome, strike: Option<&Strike>| {
        let fault = strike.map(|strike| (strike.fault, strike.kind.clone()));
        server.recorder.record(server.clock.now(), caller, (method, body), outcome, fault);
    };
    let (method, body) = (request.method, request.parameters());

    if duplicates::is_used_twice(server, session, link, &request).await {
        let error = RpcError::KEY_DUPLICATED;
        record(method, body, Outcome::error(&error), None);
        return Verdict::Answer(error.to_answer());
    }
    let Some(strike) = server.faults.strike(Place::Call, account, request.name()) else {
        let answered = api::answer(server, session, request);
        record(method, body, outcome_of(&answered.outcome), None);
        return Verdict::Answer(to_answer(answered.outcome));
    };
    let (verdict, outcome) = struck(server, session, request, account, &strike);
    record(method, body, outcome, Some(&strike));
    verdict
}

/// What a fault makes of a request.
fn struck(
    server: &Server,
    session: &Session,
    request: Request<'_>,
    account: Option<UserId>,
    strike: &Strike,
) -> (Verdict, Outcome) {
    let delay = match (&strike.kind, account) {
        (FaultKind::Error { text, code }, _) => {
            let error = RpcError::made_up(code.unwrap_or(500), text);
            return (Verdict::Answer(error.to_answer()), Outcome::error(&error));
        }
        (FaultKind::DifferenceTooLong, Some(account)) => {
            let pts = server.read().mailbox(account).pts();
            let too_long = types::updates::DifferenceTooLong { pts };
            let answer = enums::updates::Difference::TooLong(too_long).to_bytes();
            return (Verdict::Answer(answer), Outcome::NoEffect);
        }
        (FaultKind::NoAnswer, _) => return (Verdict::Silence, Outcome::NoEffect),
        (FaultKind::CutBefore, _) => return (Verdict::Cut, Outcome::NoEffect),
        (FaultKind::Delay { milliseconds }, _) => Some(Duration::from_millis(*milliseconds)),
        _ => None,
    };
    let Answered { outcome: answer, under_way } = api::answer(server, session, request);
    let outcome = outcome_of(&answer);
    let verdict = match strike.kind {
        FaultKind::LostAnswer => Verdict::Silence,
        FaultKind::CutAfter => Verdict::Cut,
        FaultKind::Delay { .. } | FaultKind::Hold => {
            let fault = strike.held.clone();
            Verdict::Later(to_answer(answer), Held { delay, fault, _under_way: under_way })
        }
        _ => Verdict::Answer(to_answer(answer)),
    };
    (verdict, outcome)
}

fn account_of(server: &Server, key: KeyId) -> Option<UserId> {
    match server.read().login(key) {
        Login::As(account) => Some(account),
        _ => None,
    }
}

fn outcome_of(answer: &Result<Vec<u8>, RpcError>) -> Outcome {
    match answer {
        Ok(_) => Outcome::Ok,
        Err(error) => Outcome::error(error),
    }
}

fn to_answer(answer: Result<Vec<u8>, RpcError>) -> Vec<u8> {
    answer.unwrap_or_else(|error| error.to_answer())
}
