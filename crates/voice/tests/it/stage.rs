//! What the tests stand on: a clock set by hand, servers, and what is said to them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Clock, Note, Timestamp, Words};
use serde_json::Value;
use tokio::sync::watch;
use voice::note::{self, Quality};
use voice::{ApiKey, Http, Patience, Site};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The key of every provider here. It must be seen in a request's headers and nowhere else.
pub(crate) const KEY: &str = "sk-secret-0123456789";

/// When the tests take place: 2026-03-01 12:00 UTC.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_772_366_400);

/// A clock that jumps over short waits, and over longer ones (a time-out) when it is told to.
pub(crate) struct HandClock(watch::Sender<i64>);

impl HandClock {
    const SHORT: Duration = Duration::from_secs(20);

    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(watch::Sender::new(START.as_millis())))
    }

    pub(crate) fn advance(&self, span: Duration) {
        self.set((self.now() + span).as_millis());
    }

    fn set(&self, millis: i64) {
        self.0.send_modify(|now| *now = millis.max(*now));
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(*self.0.borrow())
    }

    async fn sleep_until(&self, at: Timestamp) {
        if at.since(self.now()) <= Self::SHORT {
            return self.set(at.as_millis());
        }
        let mut now = self.0.subscribe();
        let reached = now.wait_for(|now| *now >= at.as_millis()).await;
        reached.expect("the clock outlives its sleepers");
    }
}

/// A provider at a server's address.
pub(crate) fn site(server: &MockServer, clock: &Arc<HandClock>) -> Site {
    Site {
        address: format!("{}/v1", server.uri()).parse().unwrap(),
        key: Some(ApiKey::new(KEY).unwrap()),
        http: Http::new().unwrap(),
        clock: Arc::<HandClock>::clone(clock),
        patience: Patience::default(),
    }
}

/// Everything that no earlier mock takes is answered so.
pub(crate) async fn answers(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(any()).respond_with(answer).mount(server).await;
}

/// The next question alone is answered so.
pub(crate) async fn first_answers(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(any()).respond_with(answer).up_to_n_times(1).mount(server).await;
}

/// An answer in JSON.
pub(crate) fn json(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// How often the server was asked.
pub(crate) async fn times_asked(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A second of a tone, as a note.
pub(crate) fn tone() -> Vec<u8> {
    let samples: Vec<f32> = (0..48_000).map(|n| (n as f32 * 0.06).sin() * 0.4).collect();
    note::encode(&samples, Quality::default()).unwrap()
}

pub(crate) fn a_note() -> Note {
    Note {
        ogg: tone(),
        duration: Duration::from_secs(1),
        language: Some("ru".to_owned()),
        message: None,
    }
}

pub(crate) fn words() -> Words {
    Words {
        text: "Привет, я уже выхожу из дома".to_owned(),
        language: Some("ru".to_owned()),
        before: "Алло".to_owned(),
        seed: 7,
    }
}
