//! The budget of a day.

use std::time::Duration;

use domain::{ModelError, Timestamp};
use models::{Limits, Money, Prices};

use crate::stage::{START, Stage, asked, chat, server};

#[tokio::test]
async fn tokens_of_a_day_end_and_come_again() {
    let server = server(200, &chat(&["ok"])).await;
    let limits = Limits { tokens: Some(240), money: None };
    let stage = Stage::with("openai:gpt-9", &server.uri(), limits, Prices::default());
    stage.ask(1).await.unwrap();
    stage.ask(1).await.unwrap();
    let error = stage.error().await;
    let midnight = START + Duration::from_secs(12 * 60 * 60);
    assert!(matches!(error, ModelError::BudgetSpent { until } if until == midnight), "{error:?}");
    assert_eq!(asked(&server).await.len(), 2, "nothing is asked any more");
    stage.clock.advance(Duration::from_secs(12 * 60 * 60));
    stage.ask(1).await.unwrap();
}

#[tokio::test]
async fn money_ends_in_the_middle_of_a_question() {
    let server = server(
        200,
        &serde_json::json!({
            "message": {"content": "ok"}, "prompt_eval_count": 1000, "eval_count": 100,
        }),
    )
    .await;
    let prices = Prices {
        prompt: Money::from_units(1.0),
        completion: Money::from_units(10.0),
        ..Prices::default()
    };
    // One call costs 0.001 + 0.001.
    let limits = Limits { tokens: None, money: Some(Money::from_units(0.002)) };
    let stage = Stage::with("ollama:m", &server.uri(), limits, prices);
    let completion = stage.ask(4).await.unwrap();
    assert_eq!(completion.candidates, ["ok"]);
    assert_eq!(asked(&server).await.len(), 1);
    let spent = stage.ledger.spent(START);
    assert_eq!(spent.money, Money::from_units(0.002));
    assert!(spent.until > START && spent.until <= START + Duration::from_secs(24 * 60 * 60));
    assert_eq!(stage.ledger.spent(Timestamp::from_secs(2_000_000_000)).money, Money::default());
}
