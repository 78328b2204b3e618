//! What clients have asked for: every request, for tests to look at.
//!
//! The last [`REQUESTS`] are kept, and of those the parameters of the last
//! [`BODIES`] bytes. Parameters are kept as they came and told in words only
//! when somebody asks. Those of logging in, of passwords and of files are not
//! kept at all.

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use serde::Serialize;
use tokio::sync::watch;

use crate::api::{self, RpcError};
use crate::faults::FaultKind;
use crate::faults::rule::Pattern;
use crate::state::{KeyId, UserId};

/// How many requests are kept.
pub(crate) const REQUESTS: usize = 10_000;
/// How many bytes of their parameters are kept, of all and of one.
const BODIES: usize = 16 * 1024 * 1024;
const BODY: usize = 32 * 1024;
/// Groups of methods whose parameters are secrets, or parts of files.
const NOT_KEPT: [&str; 3] = ["auth.", "account.", "upload."];

/// What a request came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Ok,
    /// It was refused.
    Error {
        /// The error's code, such as 420.
        code: i32,
        /// Its name, such as `FLOOD_WAIT_30`.
        text: String,
    },
    /// A fault kept it from having any effect.
    NoEffect,
}

/// The fault that met a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Met {
    /// The fault's number.
    pub id: u64,
    /// What went wrong.
    pub kind: FaultKind,
}

/// A request that a client made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedRequest {
    /// Counts all requests since the sandbox was started, from 1.
    pub number: u64,
    /// Unix milliseconds.
    pub time: i64,
    /// The user id of the account that asked, if it was logged in.
    pub account: Option<i64>,
    /// The id of the authorization key. As text in JSON, as JavaScript would
    /// round it.
    #[serde(serialize_with = "as_text")]
    pub key: i64,
    /// The session's id, chosen by the client. As text in JSON.
    #[serde(serialize_with = "as_text")]
    pub session: i64,
    /// Counts all connections since the sandbox was started, from 1.
    pub connection: u64,
    /// The method's TL name, such as `messages.sendMessage`; `#` and its
    /// constructor in hexadecimal if it is of no known layer.
    pub method: String,
    /// What it came to.
    pub outcome: Outcome,
    /// The fault that met it.
    pub fault: Option<Met>,
    /// The method with its parameters, such as
    /// `SendMessage { …, message: "Привет", random_id: 42, … }`. Absent for
    /// `auth.*`, `account.*` and `upload.*`, for methods that the sandbox does
    /// not offer, and for very long or very old requests.
    pub detail: Option<String>,
}

/// Who made a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) account: Option<UserId>,
    pub(crate) key: KeyId,
    pub(crate) session: i64,
    pub(crate) connection: u64,
}

/// Which requests are meant.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) account: Option<UserId>,
    pub(crate) method: Option<Pattern>,
    /// Only those with a higher number.
    pub(crate) after: u64,
    /// At most so many, the first ones.
    pub(crate) limit: usize,
}

/// The requests that were made.
#[derive(Default)]
pub(crate) struct Recorder {
    kept: Mutex<Kept>,
    /// The number of the last request.
    last: watch::Sender<u64>,
}

#[derive(Default)]
struct Kept {
    requests: VecDeque<Request>,
    last: u64,
    bytes: usize,
    /// How many of `requests`, from the first, have lost their bodies.
    bare: usize,
}

struct Request {
    number: u64,
    time: i64,
    caller: Caller,
    constructor: u32,
    body: Option<Box<[u8]>>,
    outcome: Outcome,
    fault: Option<Met>,
}

impl Outcome {
    pub(crate) fn error(error: &RpcError) -> Outcome {
        Outcome::Error { code: error.code, text: error.message.clone().into_owned() }
    }
}

impl Recorder {
    /// Notes a request, its method by its constructor.
    pub(crate) fn record(
        &self,
        time: SystemTime,
        caller: Caller,
        (constructor, body): (u32, &[u8]),
        outcome: Outcome,
        fault: Option<(u64, FaultKind)>,
    ) {
        let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        let name = api::method_name(constructor);
        let is_kept = body.len() <= BODY && !NOT_KEPT.iter().any(|secret| name.starts_with(secret));
        let body = is_kept.then(|| body.into());
        let fault = fault.map(|(id, kind)| Met { id, kind });
        let mut kept = self.kept.lock();
        kept.last += 1;
        let number = kept.last;
        kept.add(Request { number, time, caller, constructor, body, outcome, fault });
        self.last.send_replace(number);
    }

    /// The requests that are meant, oldest first.
    pub(crate) fn find(&self, wanted: &Wanted) -> Vec<RecordedRequest> {
        let kept = self.kept.lock();
        let start = kept.requests.partition_point(|request| request.number <= wanted.after);
        let meant = kept.requests.range(start..).filter(|request| wanted.means(request));
        meant.take(wanted.limit).map(Request::told).collect()
    }

    /// The requests that are meant, once there is one.
    pub(crate) async fn wait(&self, wanted: &Wanted) -> Vec<RecordedRequest> {
        let mut last = self.last.subscribe();
        loop {
            last.borrow_and_update();
            let found = self.find(wanted);
            // An error would say that the recorder is gone, which is borrowed.
            if !found.is_empty() || last.changed().await.is_err() {
                return found;
            }
        }
    }

    /// Forgets all requests. Their numbers are not used again.
    pub(crate) fn clear(&self) {
        let mut kept = self.kept.lock();
        *kept = Kept { last: kept.last, ..Kept::default() };
    }
}

impl Kept {
    fn add(&mut self, request: Request) {
        self.bytes += request.size();
        self.requests.push_back(request);
        if self.requests.len() > REQUESTS
            && let Some(oldest) = self.requests.pop_front()
        {
            self.bytes -= oldest.size();
            self.bare = self.bare.saturating_sub(1);
        }
        while self.bytes > BODIES {
            let Some(oldest) = self.requests.get_mut(self.bare) else {
                break;
            };
            self.bytes -= oldest.size();
            oldest.body = None;
            self.bare += 1;
        }
    }
}

impl Wanted {
    fn means(&self, request: &Request) -> bool {
        let is_by = |account| request.caller.account == Some(account);
        let is_of = |method: &Pattern| method.matches(api::method_name(request.constructor));
        self.account.is_none_or(is_by) && self.method.as_ref().is_none_or(is_of)
    }
}

impl Request {
    fn size(&self) -> usize {
        self.body.as_ref().map_or(0, |body| body.len())
    }

    fn told(&self) -> RecordedRequest {
        let Caller { account, key, session, connection } = self.caller;
        let body = self.body.as_ref();
        RecordedRequest {
            number: self.number,
            time: self.time,
            account,
            key,
            session,
            connection,
            method: match api::method_name(self.constructor) {
                api::UNKNOWN => format!("#{:08x}", self.constructor),
                name => name.to_owned(),
            },
            outcome: self.outcome.clone(),
            fault: self.fault.clone(),
            detail: body.and_then(|body| api::describe(self.constructor, body)),
        }
    }
}

fn as_text<S: serde::Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

#[cfg(test)]
mod tests {
    use grammers_tl_types::{Identifiable, Serializable, functions as f};

    use super::*;

    fn caller(account: UserId) -> Caller {
        Caller { account: Some(account), key: -1, session: 2, connection: 3 }
    }

    fn record(recorder: &Recorder, account: UserId, request: &[u8]) {
        let (constructor, body) = request.split_first_chunk().unwrap();
        let method = (u32::from_le_bytes(*constructor), body);
        recorder.record(UNIX_EPOCH, caller(account), method, Outcome::Ok, None);
    }

    fn all(recorder: &Recorder) -> Vec<RecordedRequest> {
        recorder.find(&Wanted { limit: usize::MAX, ..Wanted::default() })
    }

    #[test]
    fn requests_are_told_in_words_but_no_secrets() {
        let recorder = Recorder::default();
        let code = f::auth::CancelCode {
            phone_number: "+79990000001".into(),
            phone_code_hash: "hash".into(),
        };
        record(&recorder, 1, &f::contacts::GetContacts { hash: 77 }.to_bytes());
        record(&recorder, 1, &code.to_bytes());
        record(&recorder, 1, &0x1234_5678_u32.to_bytes());
        let [contacts, code, unknown] = &all(&recorder)[..] else { panic!() };
        assert_eq!(contacts.method, "contacts.getContacts");
        assert_eq!(contacts.detail.as_deref(), Some("GetContacts { hash: 77 }"));
        assert_eq!((&*code.method, &code.detail), ("auth.cancelCode", &None));
        assert_eq!((&*unknown.method, &unknown.detail), ("#12345678", &None));
    }

    #[test]
    fn they_are_found_by_account_method_number_and_counted() {
        let recorder = Recorder::default();
        for account in [1, 2, 1, 1] {
            record(&recorder, account, &f::updates::GetState {}.to_bytes());
        }
        record(&recorder, 1, &f::contacts::GetContacts { hash: 0 }.to_bytes());
        let numbers = |wanted: &Wanted| {
            recorder.find(wanted).iter().map(|found| found.number).collect::<Vec<_>>()
        };
        let wanted = |method: &str, after, limit| Wanted {
            account: Some(1),
            method: Some(Pattern::new(method).unwrap()),
            after,
            limit,
        };
        assert_eq!(numbers(&wanted("updates.getState", 0, 9)), [1, 3, 4]);
        assert_eq!(numbers(&wanted("updates.*", 1, 1)), [3]);
        assert_eq!(numbers(&wanted("*", 4, 9)), [5]);
        recorder.clear();
        assert!(all(&recorder).is_empty());
        record(&recorder, 1, &f::updates::GetState {}.to_bytes());
        assert_eq!(all(&recorder)[0].number, 6);
    }

    #[test]
    fn requests_and_their_bodies_are_kept_within_bounds() {
        let recorder = Recorder::default();
        let long = [f::contacts::GetContacts::CONSTRUCTOR_ID.to_bytes(), vec![0; BODY]].concat();
        for _ in 0..REQUESTS + 5 {
            record(&recorder, 1, &long);
        }
        let kept = all(&recorder);
        assert_eq!((kept.len(), kept[0].number), (REQUESTS, 6));
        let with_detail = kept.iter().filter(|request| request.detail.is_some()).count();
        assert_eq!(with_detail, BODIES / BODY);
        assert!(kept[REQUESTS - 1].detail.is_some());
        record(&recorder, 1, &[long, vec![0]].concat());
        assert_eq!(all(&recorder)[REQUESTS - 1].detail, None);
    }
}
