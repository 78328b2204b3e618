//! What the tests stand on: a clock set by hand, servers, and models that ask them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{ChatModel, Clock, Completion, Meter, ModelError, Prompt, Sampling, Timestamp};
use models::{
    Account, ApiKey, Http, Ledger, Lessons, Limits, Patience, Prices, RemoteModel, Spent,
};
use serde_json::{Value, json};
use tokio::sync::watch;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The key of every model here. It must be seen in a request's headers and nowhere else.
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

/// One model and all that it needs.
pub(crate) struct Stage {
    pub(crate) clock: Arc<HandClock>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) model: Arc<RemoteModel>,
    /// What all questions took.
    pub(crate) meter: Meter,
}

impl Stage {
    /// A model at an address: `openai:gpt-9` and `http://127.0.0.1:1/v1`.
    pub(crate) fn at(model: &str, address: &str) -> Self {
        Self::with(model, address, Limits::default(), Prices::default())
    }

    pub(crate) fn with(model: &str, address: &str, limits: Limits, prices: Prices) -> Self {
        let clock = HandClock::new();
        let ledger = Arc::new(Ledger::new(limits, jiff::tz::TimeZone::UTC, Spent::default()));
        let account = Account { ledger: Arc::clone(&ledger), prices };
        let model = RemoteModel::new(
            format!("{model}@{address}").parse().unwrap(),
            Some(ApiKey::new(KEY).unwrap()),
            Http::new().unwrap(),
            Arc::<HandClock>::clone(&clock),
            Patience::default(),
            account,
        );
        Self { clock, ledger, model: Arc::new(model.unwrap()), meter: Meter::default() }
    }

    /// The same, with what was learnt before.
    pub(crate) fn remembering(mut self, lessons: &Lessons) -> Self {
        let model = Arc::into_inner(self.model).expect("nobody asks it yet");
        self.model = Arc::new(model.remembering(lessons));
        self
    }

    pub(crate) async fn ask(&self, candidates: usize) -> Result<Completion, ModelError> {
        self.model.complete(&prompt(), sampling(candidates), &self.meter).await
    }

    pub(crate) async fn error(&self) -> ModelError {
        self.ask(1).await.expect_err("an error was expected")
    }
}

/// A server that answers everything with the same.
pub(crate) async fn server(status: u16, body: &Value) -> MockServer {
    let server = MockServer::start().await;
    answers(&server, ResponseTemplate::new(status).set_body_json(body)).await;
    server
}

/// Everything that no earlier mock takes is answered so.
pub(crate) async fn answers(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(any()).respond_with(answer).mount(server).await;
}

/// The next question alone is answered so.
pub(crate) async fn first_answers(server: &MockServer, answer: ResponseTemplate) {
    Mock::given(any()).respond_with(answer).up_to_n_times(1).mount(server).await;
}

/// What the server was asked, as JSON.
pub(crate) async fn asked(server: &MockServer) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| request.body_json().unwrap()).collect()
}

pub(crate) fn prompt() -> Prompt {
    Prompt {
        rules: "Write as Mira does.\n".to_owned(),
        backbone: "Ann: hi\nMira: heyy\n".to_owned(),
        transcript: "Ann: coming today?\nMira:".to_owned(),
        stop: vec!["\nAnn:".to_owned()],
    }
}

pub(crate) fn sampling(candidates: usize) -> Sampling {
    Sampling { candidates, temperature: 0.8, max_tokens: 120, seed: 7 }
}

/// An answer of chat completions with these texts.
pub(crate) fn chat(texts: &[&str]) -> Value {
    let choice = |(index, text): (usize, &&str)| {
        json!({
            "index": index,
            "message": {"role": "assistant", "content": text, "refusal": null},
            "logprobs": null,
            "finish_reason": "stop",
        })
    };
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_741_569_952,
        "model": "gpt-9-2026-01-01",
        "choices": texts.iter().enumerate().map(choice).collect::<Vec<_>>(),
        "usage": {
            "prompt_tokens": 100,
            "completion_tokens": 20,
            "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 60, "audio_tokens": 0},
        },
    })
}

/// An error as OpenAI words it.
pub(crate) fn openai_error(message: &str, param: Option<&str>, code: Option<&str>) -> Value {
    json!({"error": {
        "message": message,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }})
}
