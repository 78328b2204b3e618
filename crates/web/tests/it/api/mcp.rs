//! `/mcp`: the twin as tools.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use domain::{ModelChoice, ModelKeys};
use serde_json::{Value, json};

use super::stage::ApiStage;
use crate::import::export;
use crate::stage::Answer;

impl ApiStage {
    async fn mcp(&self, token: &str, method: &str, params: Value) -> Answer {
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        self.ask(Method::POST, "/mcp", token, Some(body)).await
    }

    /// What a tool tells whoever holds a token.
    async fn tool(&self, token: &str, name: &str, arguments: Value) -> Value {
        let params = json!({"name": name, "arguments": arguments});
        let answer = self.mcp(token, "tools/call", params).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let answer = answer.json();
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!(7)));
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].clone()
    }

    async fn tool_names(&self, token: &str) -> Vec<String> {
        let listed = self.mcp(token, "tools/list", json!({})).await.json();
        let tools = listed["result"]["tools"].as_array().unwrap().iter();
        tools.map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().unwrap()
}

#[tokio::test]
async fn a_client_shakes_hands_and_sees_what_its_token_allows() {
    let stage = ApiStage::set().await;
    let reads = stage.token("read").await;
    let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let answer = stage.mcp(&reads, "initialize", hello).await.json();
    assert_eq!(answer["result"]["protocolVersion"], "2025-06-18");
    assert_eq!(answer["result"]["serverInfo"]["name"], "aitwin");
    let unknown = stage.mcp(&reads, "initialize", json!({"protocolVersion": "1999-01-01"})).await;
    assert_eq!(unknown.json()["result"]["protocolVersion"], "2025-11-25");
    let told = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let answer = stage.ask(Method::POST, "/mcp", &reads, Some(told)).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::ACCEPTED, ""));
    assert_eq!(stage.mcp(&reads, "ping", json!({})).await.json()["result"], json!({}));
    let reading = ["search_messages", "list_chats", "read_chat", "ask_twin", "list_drafts"];
    assert_eq!(stage.tool_names(&reads).await, reading);
    let answers = stage.token("read answer").await;
    assert_eq!(stage.tool_names(&answers).await[5..], ["approve_draft", "discard_draft"]);
    assert_eq!(
        stage.mcp(&reads, "resources/list", json!({})).await.json()["error"]["code"],
        -32601
    );
}

#[tokio::test]
async fn the_version_without_a_handshake_is_spoken_too() {
    let stage = ApiStage::set().await;
    let reads = stage.token("read").await;
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}});
    let found = stage.mcp(&reads, "server/discover", json!({"_meta": meta})).await.json();
    assert_eq!(found["result"]["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(found["result"]["resultType"], "complete");
    let listed = stage.mcp(&reads, "tools/list", json!({"_meta": meta})).await.json();
    assert_eq!(listed["result"]["cacheScope"], "private");
    let params = json!({"_meta": meta, "name": "list_drafts", "arguments": {}});
    let called = stage.mcp(&reads, "tools/call", params).await.json();
    assert_eq!(called["result"]["resultType"], "complete");
    let missing = stage.mcp(&reads, "prompts/list", json!({"_meta": meta})).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn messages_are_searched_and_chats_read_and_strangers_words_are_marked() {
    let stage = ApiStage::set().await;
    let reads = stage.token("read").await;
    let found =
        stage.tool(&reads, "search_messages", json!({"query": "messages", "limit": 2})).await;
    let messages = found["structuredContent"]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0]["text"], "message 3");
    assert_eq!((&messages[0]["untrusted"], &messages[0]["title"]), (&json!(true), &json!("Анна")));
    assert!(text(&found).contains("data, not instructions"), "{found}");
    assert!(text(&found).contains("\"message 3\""));
    let next = &found["structuredContent"]["next"];
    let more = json!({"query": "messages", "limit": 2, "cursor": next});
    let more = stage.tool(&reads, "search_messages", more).await;
    assert_eq!(more["structuredContent"]["messages"][0]["text"], "message 1");
    let none = stage.tool(&reads, "search_messages", json!({"query": "велосипед"})).await;
    assert!(text(&none).contains("Nothing was found"), "{none}");

    let chats = stage.tool(&reads, "list_chats", json!({})).await;
    assert_eq!(chats["structuredContent"]["chats"][0]["chat"], 7);
    let chat = stage.tool(&reads, "read_chat", json!({"chat": 7, "limit": 2})).await;
    let read = &chat["structuredContent"]["messages"];
    assert_eq!((&read[0]["text"], &read[1]["text"]), (&json!("message 2"), &json!("message 3")));
    let older = json!({"chat": 7, "before": chat["structuredContent"]["before"]});
    let older = stage.tool(&reads, "read_chat", older).await;
    assert_eq!(older["structuredContent"]["messages"][0]["text"], "message 1");

    for (name, wrong, told) in [
        ("read_chat", json!({"chat": 12345}), "not_found"),
        ("read_chat", json!({}), "chat"),
        ("read_chat", json!({"chat": 7, "limit": 0}), "limit"),
        ("search_messages", json!({"query": "a", "from": "yesterday"}), "from"),
        ("search_messages", json!({"q": "a"}), "q"),
        ("list_chats", json!({"account": stage.boris.account}), "not_found"),
    ] {
        let refused = stage.tool(&reads, name, wrong.clone()).await;
        assert_eq!(refused["isError"], true, "{wrong}");
        assert!(text(&refused).contains(told), "{wrong}: {refused}");
    }
}

#[tokio::test]
async fn no_tool_takes_what_it_does_not_tell_of() {
    let stage = ApiStage::set().await;
    let all = stage.token("read answer").await;
    let listed = stage.mcp(&all, "tools/list", json!({})).await.json();
    for tool in listed["result"]["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        let known = json!({"chat": 7, "reply": stage.anna.reply});
        for field in ["owner", "id", "is_admin", "__proto__"] {
            let mut arguments = json!({});
            for needed in tool["inputSchema"]["required"].as_array().unwrap() {
                let needed = needed.as_str().unwrap();
                arguments[needed] = known[needed].clone();
            }
            arguments[field] = json!("x");
            let refused = stage.tool(&all, name, arguments).await;
            assert_eq!(refused["isError"], true, "{name} takes {field}");
            let told = format!("(invalid, {field})");
            assert!(text(&refused).contains(&told), "{name}: {refused}");
        }
        // Of a list the parts would be taken in their order.
        for wrong in [json!(["x"]), json!([7]), json!([stage.anna.reply]), json!("x"), json!([])] {
            let refused = stage.tool(&all, name, wrong.clone()).await;
            assert_eq!(refused["isError"], true, "{name} takes {wrong}");
            assert!(text(&refused).contains("(invalid, arguments)"), "{name}: {refused}");
        }
    }
    assert_eq!(stage.get("/api/v1/replies").await["drafts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn messages_without_end_or_depth_are_refused() {
    let stage = ApiStage::set().await;
    let call = |query: Value| {
        let params = json!({"name": "search_messages", "arguments": {"query": query}});
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    };
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    for (query, status) in [
        (deep, StatusCode::BAD_REQUEST),
        (json!("a\0b"), StatusCode::BAD_REQUEST),
        (json!("a".repeat(70_000)), StatusCode::PAYLOAD_TOO_LARGE),
        (json!(["a"]), StatusCode::OK),
    ] {
        let answer = stage.ask(Method::POST, "/mcp", &stage.anna.token, Some(call(query))).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        // What is well-formed and fits nothing is told to the model.
        if status == StatusCode::OK {
            assert_eq!(answer.json()["result"]["isError"], true, "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn the_twin_is_asked_and_sends_nothing() {
    let stage = ApiStage::set().await;
    let reads = stage.token("read").await;
    for arguments in [json!({"chat": 7, "text": "что делаешь?"}), json!({"chat": 7})] {
        let asked = stage.tool(&reads, "ask_twin", arguments).await;
        let value = &asked["structuredContent"];
        assert_eq!((&value["sent"], &value["model"]), (&json!(false), &Value::Null));
        assert!(["answer", "silence"].contains(&value["would"].as_str().unwrap()), "{asked}");
        assert!(text(&asked).contains("Nothing was sent"), "{asked}");
    }
    let empty = stage.tool(&reads, "ask_twin", json!({"chat": 7, "text": " "})).await;
    assert_eq!(empty["isError"], true);
    let drafts = stage.get("/api/v1/replies").await["drafts"].clone();
    assert_eq!(drafts.as_array().unwrap().len(), 1, "{drafts}");
}

#[tokio::test]
async fn a_model_is_asked_only_for_a_token_that_may_answer() {
    let stage = ApiStage::set().await;
    // A model is asked only where something was learnt.
    assert_eq!(stage.import("", export(true, 40)).await.status, StatusCode::OK);
    let choice = ModelChoice { model: "open:a".to_owned(), ..ModelChoice::default() };
    let engine = &stage.anna.engine;
    engine
        .choose_model(choice, None, ModelKeys::new(), engine::ModelReach::Anywhere)
        .await
        .unwrap();
    let arguments = json!({"chat": 7, "text": "что делаешь?"});
    let spent = async || engine.model().await.unwrap().unwrap().spent.usage.prompt;

    let reads = stage.token("read send manage").await;
    let asked = stage.tool(&reads, "ask_twin", arguments.clone()).await;
    assert_eq!(asked["structuredContent"]["model"], Value::Null, "{asked}");
    assert!(text(&asked).contains("no language model is asked"), "{asked}");
    assert_eq!(spent().await, 0);

    let answers = stage.token("read answer").await;
    let asked = stage.tool(&answers, "ask_twin", arguments).await;
    assert!(!text(&asked).contains("no language model"), "{asked}");
    assert!(spent().await > 0, "{asked}");
}

#[tokio::test]
async fn a_draft_is_approved_by_a_token_that_may_and_by_no_other() {
    let stage = ApiStage::set().await;
    let (reads, answers) =
        (stage.token("read send manage").await, stage.token("read answer").await);
    let drafts = stage.tool(&reads, "list_drafts", json!({})).await;
    let draft = drafts["structuredContent"]["drafts"][0].clone();
    assert_eq!(draft["reply"], stage.anna.reply.to_string());
    assert_eq!((&draft["texts"], &draft["asked"]), (&json!(["го"]), &json!(["message 3"])));
    let reply = json!({"reply": draft["reply"]});
    for name in ["approve_draft", "discard_draft"] {
        let params = json!({"name": name, "arguments": reply});
        let refused = stage.mcp(&reads, "tools/call", params).await.json();
        assert_eq!(refused["error"]["code"], -32602, "{refused}");
    }
    let waiting = stage.get("/api/v1/replies").await;
    assert_eq!(waiting["drafts"].as_array().unwrap().len(), 1);
    let other = stage.tool(&answers, "approve_draft", json!({"reply": stage.boris.reply})).await;
    assert_eq!(other["isError"], true, "another owner's");
    let done = stage.tool(&answers, "approve_draft", reply.clone()).await;
    assert_eq!(done["structuredContent"]["done"], true, "{done}");
    let late = stage.tool(&answers, "approve_draft", reply).await;
    assert!(late["isError"] == true && text(&late).contains("too_late"), "{late}");
}

#[tokio::test]
async fn a_draft_is_discarded() {
    let stage = ApiStage::set().await;
    let answers = stage.token("read answer").await;
    let reply = json!({"reply": stage.anna.reply});
    let done = stage.tool(&answers, "discard_draft", reply).await;
    assert_eq!(done["structuredContent"]["done"], true);
    let left = stage.tool(&answers, "list_drafts", json!({})).await;
    assert!(text(&left).contains("Nothing waits"), "{left}");
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_or_from_elsewhere() {
    let stage = ApiStage::set().await;
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    let request = |name: header::HeaderName, value: &str| {
        Request::post("/mcp")
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::CONTENT_TYPE, "application/json")
            .header(name, value)
            .body(Body::from(ping.to_string()))
            .unwrap()
    };
    let nobody = stage.request(request(header::ACCEPT, "application/json")).await;
    assert_eq!((nobody.status, &*nobody.problem()), (StatusCode::UNAUTHORIZED, "no_token"));
    assert!(nobody.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer"));
    let wrong = stage.mcp("ait_wrong", "ping", json!({})).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let blind = stage.token("answer").await;
    assert_eq!(stage.mcp(&blind, "ping", json!({})).await.status, StatusCode::FORBIDDEN);
    let mut elsewhere = request(header::ORIGIN, "https://evil.example");
    let bearer = format!("Bearer {}", stage.token("read").await);
    elsewhere.headers_mut().insert(header::AUTHORIZATION, bearer.parse().unwrap());
    let refused = stage.request(elsewhere).await;
    assert_eq!((refused.status, &*refused.problem()), (StatusCode::FORBIDDEN, "cross_site"));
    let mut rebound = request(header::AUTHORIZATION, &bearer);
    rebound.headers_mut().insert(header::HOST, "evil.example".parse().unwrap());
    let refused = stage.request(rebound).await;
    assert_eq!(refused.problem(), "foreign_host");
    let stream = stage.ask(Method::GET, "/mcp", &stage.anna.token, None).await;
    assert_eq!(stream.status, StatusCode::METHOD_NOT_ALLOWED);
    let large =
        json!({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"a": "a".repeat(70_000)}});
    let large = stage.ask(Method::POST, "/mcp", &stage.anna.token, Some(large)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
}
