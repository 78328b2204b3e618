//! Waiting, trying again, giving up, and leaving a provider alone.

use std::sync::Arc;
use std::time::Duration;

use domain::{ChatModel, Clock, Meter, ModelError, Usage};
use models::{Limits, Money, Prices};
use serde_json::json;
use tokio::sync::mpsc;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::stage::{START, Stage, answers, asked, chat, first_answers, prompt, sampling, server};

fn good() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(chat(&["ok"]))
}

/// A model that is once answered so, and well from then on; how long it waited between.
async fn after(first: ResponseTemplate) -> (Stage, MockServer, Duration) {
    let server = MockServer::start().await;
    first_answers(&server, first).await;
    answers(&server, good()).await;
    let stage = Stage::at("compatible:m", &server.uri());
    let completion = stage.ask(1).await.unwrap();
    assert_eq!(completion.candidates, ["ok"]);
    assert_eq!(asked(&server).await.len(), 2);
    let waited = stage.clock.now().since(START);
    assert_eq!(completion.took, waited);
    (stage, server, waited)
}

#[tokio::test]
async fn too_many_requests_wait_as_long_as_is_said() {
    let limited =
        || ResponseTemplate::new(429).set_body_json(json!({"error": {"message": "slow"}}));
    let seconds = limited().insert_header("retry-after", "3");
    assert_eq!(after(seconds).await.2, Duration::from_secs(3));
    let date = limited().insert_header("retry-after", "Sun, 01 Mar 2026 12:00:05 GMT");
    assert_eq!(after(date).await.2, Duration::from_secs(5));
    let google = ResponseTemplate::new(429).set_body_json(json!({"error": {
        "code": 429, "status": "RESOURCE_EXHAUSTED", "message": "quota",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}],
    }}));
    assert_eq!(after(google).await.2, Duration::from_secs(7));
}

#[tokio::test]
async fn who_is_told_to_come_at_once_waits_a_little_all_the_same() {
    let (_, _, waited) = after(ResponseTemplate::new(429).insert_header("retry-after", "0")).await;
    assert!(waited >= Duration::from_millis(500), "{waited:?}");
}

#[tokio::test]
async fn a_provider_that_fails_is_asked_again_a_little_later() {
    let overloaded =
        json!({"type": "error", "error": {"type": "overloaded_error", "message": "x"}});
    for status in [500, 502, 503, 529] {
        let (_, _, waited) = after(ResponseTemplate::new(status).set_body_json(&overloaded)).await;
        assert!(waited >= Duration::from_millis(500), "{waited:?}");
        assert!(waited <= Duration::from_secs(1), "{waited:?}");
    }
}

#[tokio::test]
async fn what_a_failed_try_took_is_counted() {
    let failed = json!({
        "error": {"message": "upstream broke"},
        "usage": {"prompt_tokens": 40, "completion_tokens": 2},
    });
    let (stage, ..) = after(ResponseTemplate::new(502).set_body_json(failed)).await;
    let spent = stage.ledger.spent(START).usage;
    assert_eq!((spent.prompt, spent.completion), (140, 22));
}

#[tokio::test]
async fn it_gives_up_after_three_tries() {
    let server = server(500, &json!({"error": {"message": "broken"}})).await;
    let error = Stage::at("compatible:m", &server.uri()).error().await;
    assert_eq!(asked(&server).await.len(), 3);
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(cause, "HTTP status 500: broken");
}

#[tokio::test]
async fn who_is_told_to_wait_long_gives_up_and_does_not_ask_meanwhile() {
    let server = MockServer::start().await;
    let limited = ResponseTemplate::new(429).insert_header("retry-after", "600");
    first_answers(&server, limited).await;
    answers(&server, good()).await;
    let stage = Stage::at("compatible:m", &server.uri());
    let told = |error| match error {
        ModelError::RateLimited { retry_after } => retry_after,
        other => panic!("{other:?}"),
    };
    assert!(stage.model.ailing(START).is_empty());
    assert_eq!(told(stage.error().await), Some(Duration::from_secs(600)));
    let [ailing] = &stage.model.ailing(START)[..] else { panic!("it is told") };
    assert_eq!(ailing.until, Some(START + Duration::from_secs(600)));
    assert!(matches!(ailing.why, ModelError::RateLimited { .. }), "{ailing:?}");
    stage.clock.advance(Duration::from_secs(100));
    assert_eq!(told(stage.error().await), Some(Duration::from_secs(500)));
    assert_eq!(asked(&server).await.len(), 1);
    stage.clock.advance(Duration::from_secs(500));
    assert_eq!(stage.ask(1).await.unwrap().candidates, ["ok"]);
    assert!(stage.model.ailing(stage.clock.now()).is_empty());
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone_until_a_probe_succeeds() {
    let server = server(500, &json!({})).await;
    let stage = Stage::at("compatible:m", &server.uri());
    stage.error().await;
    stage.error().await;
    assert_eq!(asked(&server).await.len(), 5, "five failures open the breaker");
    let error = stage.error().await;
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("left alone"), "{cause}");
    let [ailing] = &stage.model.ailing(stage.clock.now())[..] else { panic!("it is told") };
    assert!(ailing.until.is_some_and(|until| until > stage.clock.now()), "{ailing:?}");
    let cause = std::error::Error::source(&ailing.why).unwrap().to_string();
    assert!(cause.contains("HTTP status 500"), "the reason is the provider's: {cause}");
    assert_eq!(asked(&server).await.len(), 5);

    server.reset().await;
    answers(&server, good()).await;
    stage.clock.advance(Duration::from_secs(30));
    assert_eq!(stage.ask(4).await.unwrap().candidates.len(), 4);
}

/// Tells when it is asked, and answers when nobody waits any more.
struct Slow(mpsc::UnboundedSender<()>);

impl Respond for Slow {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        self.0.send(()).ok();
        good().set_delay(Duration::from_secs(3600))
    }
}

#[tokio::test]
async fn a_slow_answer_is_waited_for_a_minute_and_not_asked_for_again() {
    let server = MockServer::start().await;
    let (asked_now, mut is_asked) = mpsc::unbounded_channel();
    Mock::given(any()).respond_with(Slow(asked_now)).mount(&server).await;
    let stage = Stage::at("compatible:m", &server.uri());
    let model = Arc::clone(&stage.model);
    let asking = tokio::spawn(async move {
        let meter = Meter::default();
        (model.complete(&prompt(), sampling(1), &meter).await, meter.taken().usage)
    });
    is_asked.recv().await.unwrap();
    stage.clock.advance(Duration::from_secs(60));
    let (answer, usage) = asking.await.unwrap();
    let error = answer.unwrap_err();
    assert!(
        matches!(error, ModelError::TimedOut(limit) if limit == Duration::from_secs(60)),
        "{error:?}"
    );
    assert_eq!(asked(&server).await.len(), 1);
    let estimate = Usage::estimate(&prompt(), sampling(1));
    assert!(estimate.estimated > 0);
    assert_eq!(usage, estimate, "the provider charges for it all the same");
    assert_eq!(stage.ledger.spent(stage.clock.now()).usage, estimate);
}

#[tokio::test]
async fn what_is_not_waited_for_is_booked_as_it_is_estimated() {
    let server = MockServer::start().await;
    let (asked_now, mut is_asked) = mpsc::unbounded_channel();
    Mock::given(any()).respond_with(Slow(asked_now)).mount(&server).await;
    let prices = Prices { completion: Money::from_units(10.0), ..Prices::default() };
    let limits = Limits { tokens: Some(100), money: None };
    let stage = Stage::with("compatible:m", &server.uri(), limits, prices);
    tokio::select! {
        _ = stage.ask(4) => panic!("it answered"),
        asked = is_asked.recv() => asked.unwrap(),
    }
    let estimate = Usage::estimate(&prompt(), sampling(4));
    assert_eq!(estimate.completion, 4 * 120, "four candidates of full length");
    let spent = stage.ledger.spent(stage.clock.now());
    assert_eq!((spent.usage, stage.meter.taken().usage), (estimate, estimate));
    assert_eq!(spent.money, Money::from_units(0.0048));
    assert_eq!(stage.meter.taken().billionths, spent.money.as_billionths());
    assert!(matches!(stage.error().await, ModelError::BudgetSpent { .. }), "estimates count");
}

#[tokio::test]
async fn a_model_is_asked_a_few_questions_at_once_and_the_others_wait() {
    let server = MockServer::start().await;
    let (asked_now, mut is_asked) = mpsc::unbounded_channel();
    Mock::given(any()).respond_with(Slow(asked_now)).mount(&server).await;
    let stage = Stage::at("compatible:m", &server.uri());
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let model = Arc::clone(&stage.model);
        asking
            .spawn(async move { model.complete(&prompt(), sampling(1), &Meter::default()).await });
    }
    for _ in 0..4 {
        is_asked.recv().await.unwrap();
    }
    assert_eq!(asked(&server).await.len(), 4);
    stage.clock.advance(Duration::from_secs(60));
    for _ in 0..4 {
        let error = asking.join_next().await.unwrap().unwrap().unwrap_err();
        assert!(matches!(error, ModelError::TimedOut(_)), "{error:?}");
    }
    is_asked.recv().await.unwrap();
    is_asked.recv().await.unwrap();
}
