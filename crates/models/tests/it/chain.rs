//! Models behind one another.

use std::sync::Arc;
use std::time::Duration;

use domain::{ChatModel, Completion, Failing, Meter, ModelError, Refusal};
use models::Chain;
use serde_json::json;
use wiremock::{MockServer, ResponseTemplate};

use crate::stage::{Stage, answers, asked, chat, prompt, sampling, server};

async fn ask(stages: &[&Stage]) -> Result<Completion, ModelError> {
    ask_noting(stages, &Meter::default()).await
}

async fn ask_noting(stages: &[&Stage], meter: &Meter) -> Result<Completion, ModelError> {
    let mut models = stages.iter().map(|stage| Arc::clone(&stage.model) as Arc<dyn ChatModel>);
    let first = models.next().unwrap();
    let clock = Arc::clone(&stages[0].clock);
    Chain::new(first, models.collect(), clock).complete(&prompt(), sampling(1), meter).await
}

#[tokio::test]
async fn the_first_that_answers_is_taken() {
    let refusing = server(401, &json!({"error": {"message": "bad key"}})).await;
    let failing = server(503, &json!({"error": {"message": "loading"}})).await;
    let good = server(200, &chat(&["ok"])).await;
    let unasked = server(200, &chat(&["never"])).await;
    let stages = [
        Stage::at("openai:gpt-9", &refusing.uri()),
        Stage::at("compatible:slow", &failing.uri()),
        Stage::at("compatible:good", &good.uri()),
        Stage::at("compatible:last", &unasked.uri()),
    ];
    let meter = Meter::default();
    let completion = ask_noting(&stages.each_ref(), &meter).await.unwrap();
    assert_eq!(completion.candidates, ["ok"]);
    assert!(completion.model.starts_with("compatible:good"), "{}", completion.model);
    assert_eq!(asked(&unasked).await.len(), 0);
    assert_eq!(
        meter.take_failed(),
        [Failing::Key, Failing::Unreachable],
        "nobody else tells of them"
    );
}

#[tokio::test]
async fn when_none_answers_the_error_says_what_passes() {
    let refusing = server(401, &json!({})).await;
    let limited = MockServer::start().await;
    answers(&limited, ResponseTemplate::new(429).insert_header("retry-after", "90")).await;
    let refusing = Stage::at("openai:gpt-9", &refusing.uri());
    let limited = Stage::at("compatible:m", &limited.uri());
    for order in [[&refusing, &limited], [&limited, &refusing]] {
        match ask(&order).await.unwrap_err() {
            ModelError::RateLimited { retry_after } => {
                assert_eq!(retry_after, Some(Duration::from_secs(90)));
            }
            other => panic!("{other:?}"),
        }
    }
    let error = ask(&[&refusing]).await.unwrap_err();
    assert!(matches!(error, ModelError::Refused { refusal: Refusal::Key, .. }), "{error:?}");
}
