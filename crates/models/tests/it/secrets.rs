//! Keys and what people wrote are seen by the provider and by nobody else.

use std::io::Write;
use std::sync::{Arc, Mutex};

use domain::{ChatModel, ModelError};
use models::Chain;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use wiremock::{MockServer, ResponseTemplate};

use crate::stage::{HandClock, KEY, Stage, answers, chat, prompt, sampling, server};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// An error as people, logs and bug reports see it.
fn shown(error: &ModelError) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        text.push_str(&format!(" {deeper} {deeper:?}"));
        cause = deeper.source();
    }
    text
}

/// What must be seen nowhere: the key, and a good part of what was asked.
fn assert_silent(text: &str) {
    for secret in [KEY, "sk-secret", "coming today?", "Write as Mira", "heyy", "ok-secret-reply"] {
        assert!(!text.contains(secret), "{secret} is shown: {text}");
    }
}

#[tokio::test]
async fn neither_errors_nor_logs_show_them() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // The tests of this file run on one thread each, so that all that is logged comes here.
    let guard = tracing::subscriber::set_default(subscriber);

    let telling = [
        (401, format!("Incorrect API key provided: {KEY}.")),
        (401, "Incorrect API key provided: sk-secret*****6789".to_owned()),
        (400, format!("bad input: {}", prompt().transcript)),
        (500, format!("{KEY} broke at {}", prompt().rules)),
        (422, format!("cannot parse {}", prompt().backbone)),
    ];
    for (status, message) in telling {
        for body in [json!({"error": {"message": message}}), json!({"detail": message})] {
            let server = server(status, &body).await;
            assert_silent(&shown(&Stage::at("openai:gpt-9", &server.uri()).error().await));
        }
    }
    let garbage = MockServer::start().await;
    let echo = format!("{{\"a\": {KEY} {}", prompt().transcript);
    answers(&garbage, ResponseTemplate::new(200).set_body_string(echo)).await;
    let stage = Stage::at("openai:gpt-9", &garbage.uri());
    assert_silent(&shown(&stage.error().await));

    let nowhere = Stage::at("openai:gpt-9", "http://127.0.0.1:1/v1");
    let good = Stage::at("compatible:m", &server(200, &chat(&["ok-secret-reply"])).await.uri());
    assert_silent(&shown(&nowhere.error().await));
    let chain = Chain::new(
        Arc::clone(&nowhere.model) as Arc<dyn ChatModel>,
        vec![Arc::clone(&good.model) as Arc<dyn ChatModel>],
        Arc::<HandClock>::clone(&good.clock),
    );
    let completion = chain.complete(&prompt(), sampling(1), &good.meter).await.unwrap();
    assert_silent(&format!("{completion:?}"));
    drop(guard);

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("a model gave no reply"), "{logged}");
    assert_silent(&logged);
}

#[test]
fn a_refused_reason_is_short_and_on_one_line() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let long = format!("first\nsecond\u{7}{}", " very long".repeat(100));
        let server = server(400, &json!({"error": {"message": long}})).await;
        match Stage::at("compatible:m", &server.uri()).error().await {
            ModelError::Refused { reason, .. } => {
                assert!(reason.starts_with("first second very long"), "{reason}");
                assert!(reason.chars().count() <= 201 && !reason.contains(char::is_control));
            }
            other => panic!("{other:?}"),
        }
    });
}
