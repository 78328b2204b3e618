//! What the twin would say and why it said something, how like its owner it is, and what it is being taught.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::{ModelChoice, ModelKeys, ReplyId, Usage};
use engine::{Asked, Draft, Explanation, Outcome, Recalled, Rule, Verdict, Weighed};
use futures_util::stream;
use serde_json::{Value, json};
use store::Explained;
use tokio::sync::mpsc;
use tower::ServiceExt;

use super::stage::ApiStage;
use crate::import::export;
use crate::maker::Refused;
use crate::stage::{ANNA, NOW, read};
use crate::twin::lively;

#[tokio::test]
async fn the_twin_is_asked_and_says_why_and_sends_nothing() {
    let stage = ApiStage::set().await;
    assert_eq!(stage.import("", export(true, 40)).await.status, StatusCode::OK);
    let ask = format!("/api/v1/accounts/{}/chats/7/ask", stage.anna.account);
    let said = json!({"text": " слово 39 "});
    let reads = stage.token("read").await;
    for (body, asked) in [(said.clone(), "слово 39"), (json!({}), "message 3")] {
        let answer = stage.ask(Method::POST, &ask, &reads, Some(body)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let answer = answer.json();
        assert_eq!(answer["model"], Value::Null, "{answer}");
        let last = answer["asked"].as_array().unwrap().last();
        assert!(last.is_none_or(|last| last == asked), "{answer}");
        match answer["would"].as_str().unwrap() {
            "answer" => assert!(answer["recalled"].to_string().contains("\"chosen\":true")),
            _ => assert!(answer["why"].is_string(), "{answer}"),
        }
    }
    for wrong in [json!({"text": " "}), json!({"text": "a".repeat(4_097)})] {
        let refused = stage.ask(Method::POST, &ask, &reads, Some(wrong)).await;
        assert_eq!(refused.json()["field"], "text");
    }
    assert!(stage.anna.telegram.sent.lock().unwrap().is_empty());

    // A model is paid for, so it is asked for a token only that may let drafts go.
    let choice = ModelChoice { model: "open:a".to_owned(), ..ModelChoice::default() };
    let (engine, reach) = (&stage.anna.engine, engine::ModelReach::Anywhere);
    engine.choose_model(choice, None, ModelKeys::new(), reach).await.unwrap();
    let spent = async || engine.model().await.unwrap().unwrap().spent.usage.prompt;
    stage.ask(Method::POST, &ask, &reads, Some(said.clone())).await;
    assert_eq!(spent().await, 0);
    let answers = stage.token("read answer").await;
    stage.ask(Method::POST, &ask, &answers, Some(said.clone())).await;
    assert!(spent().await > 0);

    // Where it fails, whoever asks is told so.
    stage.anna.maker.refuses(Refused::Key);
    let failed = stage.ask(Method::POST, &ask, &answers, Some(said.clone())).await.json();
    assert_eq!((&failed["model"], &failed["model_trouble"]), (&Value::Null, &json!("key")));
    let unasked = stage.ask(Method::POST, &ask, &reads, Some(said)).await.json();
    assert_eq!(unasked["model_trouble"], Value::Null, "{unasked}");
}

#[tokio::test]
async fn whoever_makes_voices_is_not_asked_without_a_key_and_that_is_told() {
    let stage = ApiStage::set().await;
    stage.anna.engine.use_voice(crate::voice::parrots()).await.unwrap();
    let manages = stage.token("read manage").await;
    for path in ["/api/v1/voices/models", "/api/v1/voices/plan"] {
        let answer = stage.ask(Method::GET, path, &manages, None).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.body);
        let problem = answer.json();
        assert_eq!(problem["code"], "voice_provider", "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains("key is missing"), "{problem}");
    }
}

/// What a model was asked for a reply, and what came of it.
fn explained() -> Explanation {
    let recalled = Recalled {
        chat: ANNA,
        question: "идём?".to_owned(),
        answer: vec!["го".to_owned()],
        asked_at: NOW,
        similarity: 0.5,
        chosen: false,
    };
    let draft = Draft { bubbles: vec!["го".to_owned()], score: 1.5, likeness: 0.75 };
    Explanation {
        asked: Asked {
            model: "chain".to_owned(),
            rules: "You are Илья".to_owned(),
            seed: u64::MAX,
            shown: vec![recalled],
            known: vec!["likes tea".to_owned()],
            ..Asked::default()
        },
        answered: Some("fake:model".to_owned()),
        candidates: vec!["го!".to_owned()],
        drafts: vec![Weighed { draft, verdict: Verdict::AskOwner(Rule::Commitments) }],
        usage: Usage { prompt: 120, cached: 20, completion: 8, estimated: 0 },
        cost: Some(5_000),
        took_ms: 900,
        outcome: Outcome::Planned { bubbles: vec!["го".to_owned()], confidence: 0.5 },
    }
}

#[tokio::test]
async fn one_reply_is_got_and_explained() {
    let stage = ApiStage::set().await;
    let reply = format!("/api/v1/replies/{}", stage.anna.reply);
    let found = stage.get(&reply).await;
    assert_eq!(found, stage.get("/api/v1/replies").await["drafts"][0]);
    // No model wrote it.
    let why = stage.get(&format!("{reply}/explanation")).await;
    assert_eq!((&why["model"], &why["asked"]), (&Value::Null, &Value::Null));
    assert_eq!((&why["outcome"], &why["texts"]), (&json!("planned"), &json!(["го"])));
    assert_eq!((&why["drawn_from"], &why["took"]), (&Value::Null, &Value::Null));

    let (account, silent) = (stage.anna.account, ReplyId::new(NOW, 9_000));
    let mut tx = stage.store.begin(stage.anna.id).await.unwrap();
    tx.drew_reply_from(stage.anna.reply, ANNA, NOW).await.unwrap();
    tx.commit().await.unwrap();
    let why = stage.get(&format!("{reply}/explanation")).await;
    let drawn = json!({"chat": 7, "title": "Анна", "asked_at": NOW.as_millis()});
    assert_eq!(why["drawn_from"], drawn);

    let mut tx = stage.store.begin(stage.anna.id).await.unwrap();
    for (id, explanation) in [
        (stage.anna.reply, explained()),
        (silent, Explanation { outcome: Outcome::Silent, ..explained() }),
    ] {
        let content = serde_json::to_string(&explanation).unwrap();
        let explained = Explained { id, account, chat: ANNA, at: NOW, content };
        tx.explain(&explained, Duration::from_secs(60), 10).await.unwrap();
    }
    tx.commit().await.unwrap();
    let why = stage.get(&format!("{reply}/explanation")).await;
    assert_eq!((&why["reply"], &why["model"]), (&found["id"], &json!("fake:model")), "{why}");
    assert_eq!((&why["outcome"], &why["confidence"]), (&json!("planned"), &json!(0.5)));
    assert_eq!(why["asked"]["rules"], "You are Илья");
    assert_eq!(why["asked"]["seed"], u64::MAX.to_string());
    assert_eq!((&why["written"], &why["remembered"]), (&json!(["го!"]), &json!(["likes tea"])));
    assert_eq!(why["recalled"][0]["question"], "идём?");
    let draft = json!({
        "texts": ["го"], "score": 1.5, "likeness": 0.75,
        "verdict": "ask_owner", "rule": "commitments",
    });
    assert_eq!(why["drafts"], json!([draft]));
    let took = json!({
        "tokens_read": 120, "tokens_cached": 20, "tokens_written": 8, "tokens_estimated": 0,
        "cost_billionths": 5_000, "took_ms": 900,
    });
    assert_eq!(why["took"], took);

    // What was never sent is explained too, in parts.
    let list = format!("/api/v1/accounts/{account}/chats/7/explanations?limit=1");
    let first = stage.get(&list).await;
    let next = format!("{list}&cursor={}", first["next"].as_str().unwrap());
    let second = stage.get(&next).await;
    assert_eq!(second["next"], Value::Null);
    let mut ids = [&first, &second].map(|page| page["items"][0]["reply"].as_str().unwrap());
    ids.sort_unstable();
    let (one, other) = (stage.anna.reply.to_string(), silent.to_string());
    assert_eq!(ids, [&*one, &*other]);
    let why = stage.get(&format!("/api/v1/replies/{silent}/explanation")).await;
    assert_eq!((&why["outcome"], &why["texts"]), (&json!("silent"), &json!([])));
    let none = ReplyId::new(NOW, 9_001);
    for path in [format!("/api/v1/replies/{none}"), format!("/api/v1/replies/{none}/explanation")] {
        let answer = stage.ask(Method::GET, &path, &stage.anna.token, None).await;
        assert_eq!(answer.problem(), "not_found");
    }
}

#[tokio::test]
async fn the_owner_tells_themselves_from_their_twin() {
    let stage = ApiStage::set().await;
    let likeness = format!("/api/v1/accounts/{}/likeness", stage.anna.account);
    let blind = format!("{likeness}/blind");
    let before = stage.get(&blind).await;
    assert_eq!((&before["pairs"], &before["made_at"]), (&json!([]), &Value::Null));
    let early = json!({"round": before["round"], "made_at": 1, "taken": [0]});
    assert_eq!(stage.post(&blind, early).await.problem(), "too_late");
    assert_eq!(stage.import("", lively()).await.status, StatusCode::OK);
    assert_eq!(stage.post(&likeness, json!({})).await.status, StatusCode::ACCEPTED);
    stage.anna.engine.likeness_measured().await;
    let measured = stage.get(&likeness).await;
    assert_eq!(
        (&measured["measuring"], &measured["done"], &measured["of"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert!(measured["blind_pairs"].as_u64().unwrap() > 1, "{measured}");

    let round = stage.get(&blind).await;
    let pairs = round["pairs"].as_array().unwrap();
    assert!(
        pairs.len() > 1 && pairs.iter().all(|pair| pair["replies"].as_array().unwrap().len() == 2)
    );
    assert!(round["pairs"][0].get("real").is_none(), "it is not told before");
    let tell = async |taken: Value| {
        let said = json!({"round": round["round"], "made_at": round["made_at"], "taken": taken});
        stage.post(&blind, said).await
    };
    for wrong in [json!([]), json!([null, null]), json!([2]), json!(vec![0; pairs.len() + 1])] {
        let refused = tell(wrong.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.body);
        assert_eq!(refused.json()["field"], "taken", "{wrong}");
    }
    let told = tell(json!([0, 1])).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    let told = told.json();
    let real = |pair: usize| told["pairs"][pair]["real"].as_u64().unwrap();
    let right = u64::from(real(0) == 0) + u64::from(real(1) == 1);
    assert_eq!((&told["shown"], &told["told"]), (&json!(2), &json!(right)), "{told}");
    assert_eq!(told["pairs"].as_array().unwrap().len(), pairs.len());
    // What was said first counts.
    assert_eq!(tell(json!([1, 0])).await.json(), told);
    let tests = stage.get(&likeness).await["blind_tests"].clone();
    assert_eq!(tests.as_array().unwrap().len(), 1, "{tests}");
    let other = json!({"round": round["round"], "made_at": 1, "taken": [0]});
    let other = stage.post(&blind, other).await;
    assert_eq!((other.status.as_u16(), &*other.problem()), (409, "too_late"));
}

#[tokio::test]
async fn an_import_is_looked_at_while_its_file_is_still_coming() {
    let stage = ApiStage::set().await;
    assert_eq!(stage.get("/api/v1/imports").await["items"], json!([]));
    let mut live = stage.follow(None).await;
    let file = export(true, 3_000).into_bytes();
    let (begin, end) = file.split_at(file.len() * 4 / 5);
    let (pieces, coming) = mpsc::channel(2);
    let body = stream::unfold(coming, async |mut coming: mpsc::Receiver<Vec<u8>>| {
        let piece = coming.recv().await?;
        Some((Ok::<_, Infallible>(piece), coming))
    });
    let request = Request::post("/api/v1/imports")
        .header(header::HOST, "127.0.0.1:8080")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::AUTHORIZATION, format!("Bearer {}", stage.anna.token))
        .body(Body::from_stream(body))
        .unwrap();
    let importing = tokio::spawn(stage.router.clone().oneshot(request));
    pieces.send(begin.to_vec()).await.unwrap();
    live.until("\"type\":\"import_progress\"").await;
    let far = stage.get("/api/v1/imports").await["items"][0].clone();
    assert_eq!((&far["state"], &far["ended_at"]), (&json!("reading"), &Value::Null), "{far}");
    assert_eq!(far["account"], stage.anna.account.to_string());
    assert!(far["read"].as_u64().unwrap() >= 1_000, "{far}");
    pieces.send(end.to_vec()).await.unwrap();
    drop(pieces);
    let done = read(importing.await.unwrap().unwrap()).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let far = stage.get("/api/v1/imports").await["items"][0].clone();
    assert_eq!((&far["state"], &far["ended_at"]), (&json!("done"), &json!(NOW.as_millis())));
    // Three of its numbers were there already.
    assert_eq!((&far["read"], &far["new"]), (&json!(3_000), &json!(2_997)));
    live.until("\"type\":\"import_done\"").await;
    stage.import("", "<html>".to_owned()).await;
    // Nobody knows whose that was.
    let told = live.until("\"type\":\"import_failed\",\"failure\":\"html\"").await;
    assert!(told.contains("\"account\":null,\"chat\":null"), "{told}");
    assert_eq!(stage.get("/api/v1/needs").await["failed_imports"], 1);
    let seen = stage.post("/api/v1/needs/failed/seen", json!({})).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert_eq!(stage.get("/api/v1/needs").await["failed_imports"], 0);
    let all = stage.get("/api/v1/imports?limit=1").await;
    assert_eq!((&all["items"][0]["state"], &all["next"]), (&json!("failed"), &json!("1")), "{all}");
    assert_eq!((&all["items"][0]["failure"], &far["failure"]), (&json!("html"), &Value::Null));
    let detail = all["items"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("format HTML"), "{detail}");
}

#[tokio::test]
async fn a_draft_that_is_to_be_said_otherwise_stays_and_it_is_told_why() {
    let stage = ApiStage::set().await;
    let reply = format!("/api/v1/replies/{}", stage.anna.reply);
    let reword = format!("{reply}/reword");
    for (wish, status, code) in [
        (json!({"how": "another"}), StatusCode::CONFLICT, "nothing_else"),
        (json!({"how": "warmer"}), StatusCode::CONFLICT, "no_model"),
        (json!({"words": "say I'm late"}), StatusCode::CONFLICT, "no_model"),
        (json!({"how": "louder"}), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({"words": " "}), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({"words": "x".repeat(301)}), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({"how": "warmer", "words": "x"}), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
        (json!({}), StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
    ] {
        let answer = stage.post(&reword, wish.clone()).await;
        assert_eq!((answer.status, &*answer.problem()), (status, code), "{wish}: {}", answer.body);
        assert_eq!(stage.get(&reply).await["texts"], json!(["го"]), "{wish}");
    }
    assert_eq!(stage.post(&format!("{reply}/stop"), json!({})).await.status, StatusCode::OK);
    let late = stage.post(&reword, json!({"how": "another"})).await;
    assert_eq!(late.problem(), "too_late");
}

#[tokio::test]
async fn in_which_voice_a_twin_speaks_is_set_and_told() {
    let stage = ApiStage::set().await;
    let account = format!("/api/v1/accounts/{}", stage.anna.account);
    let (of_twin, chat) = (format!("{account}/voice"), format!("{account}/chats/{ANNA}"));
    assert_eq!(stage.get(&of_twin).await, json!({"voice": null}));
    for (path, voice) in [(of_twin.clone(), "of-all"), (format!("{chat}/voice"), "of-this")] {
        let body = Some(json!({"voice": format!(" {voice} ")}));
        let answer = stage.ask(Method::PUT, &path, &stage.anna.token, body).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    }
    assert_eq!(stage.get(&of_twin).await["voice"], "of-all");
    assert_eq!(stage.get(&chat).await["spoken_in"], "of-this");
}
