//! Webhooks: a receiver is told what happened, signed, until it has taken it, whatever dies in between.

use e2e::program::repository;
use e2e::python::python;
use e2e::wait::until;
use e2e::{Api, World};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A receiver that fails so often, and then takes all.
async fn receiver(failures: u64) -> MockServer {
    let server = MockServer::start().await;
    let hook = || Mock::given(method("POST")).and(path("/twin"));
    let fails = hook().respond_with(ResponseTemplate::new(500)).up_to_n_times(failures);
    fails.mount(&server).await;
    hook().respond_with(ResponseTemplate::new(204)).mount(&server).await;
    server
}

/// What came, oldest first.
async fn came(receiver: &MockServer) -> Vec<Request> {
    receiver.received_requests().await.unwrap_or_default()
}

fn event(request: &Request) -> Value {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    body["event"].clone()
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What came, as the lines of Python take it.
fn shown(request: &Request) -> Value {
    let of = |name: &str| (name.to_owned(), json!(header(request, name)));
    let names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers: serde_json::Map<String, Value> = names.map(of).into_iter().collect();
    json!({"headers": headers, "body": String::from_utf8_lossy(&request.body)})
}

/// Has the lines of Python of `docs/webhooks.md` look at what came, so many seconds later.
async fn verify(secret: &str, came: &[Value], later: u32) -> anyhow::Result<String> {
    let docs = std::fs::read_to_string(repository().join("docs/webhooks.md"))?;
    let code = docs.split("```python\n").nth(1).and_then(|rest| rest.split("```").next());
    let code = code.expect("the page shows how in Python");
    let script = format!(
        "{code}\nimport json, sys\nnow = time.time() + {later}\ntime.time = lambda: now\n\
         for one in json.loads(sys.argv[2]):\n    \
         verify(sys.argv[1], one[\"headers\"], one[\"body\"].encode())\nprint(\"genuine\")"
    );
    python(vec!["-c".to_owned(), script, secret.to_owned(), json!(came).to_string()]).await
}

/// Has them refuse what is not as it came, or is not new.
async fn refuses_what_is_not_genuine(secret: &str, came: &[Value]) -> anyhow::Result<()> {
    let first = &came[0];
    let changed = |place: &str, to: Value| {
        let mut changed = first.clone();
        *changed.pointer_mut(place).expect("it is there") = to;
        changed
    };
    let id_of = |one: &Value| one["headers"]["webhook-id"].clone();
    let another = came.iter().map(id_of).find(|id| *id != id_of(first));
    let another = another.expect("two events came");
    let body = first["body"].as_str().unwrap_or_default().replacen('{', "{ ", 1);
    let at: u64 = first["headers"]["webhook-timestamp"].as_str().unwrap_or_default().parse()?;
    let not_signed = "not signed with this secret";
    for (what, secret, one, later, told) in [
        ("by another secret", "whsec_AAAA", first.clone(), 0, not_signed),
        ("another body", secret, changed("/body", json!(body)), 0, not_signed),
        ("another event", secret, changed("/headers/webhook-id", another), 0, not_signed),
        (
            "another moment",
            secret,
            changed("/headers/webhook-timestamp", json!((at + 1).to_string())),
            0,
            not_signed,
        ),
        ("played again", secret, first.clone(), 400, "too old"),
    ] {
        let refused = verify(secret, &[one], later).await;
        let said = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(told), "{what}: {said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_reply_is_told_signed_until_it_is_taken_also_through_a_kill() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let allowed = world.server.restart_with("AITWIN_WEBHOOKS__ALLOW_PRIVATE", "true".to_owned());
    allowed.await?;
    world.server.online(&world.account).await?;
    let receiver = receiver(2).await;
    let api = Api::with_scopes(&world.server, "manage,read")?;
    let wanted = json!({"url": format!("{}/twin", receiver.uri()), "events": ["sent"]});
    let (status, added) = api.post(&world.server, "/api/v1/webhooks", wanted).await?;
    assert_eq!(status.as_u16(), 201, "{added}");
    let secret = added["secret"].as_str().unwrap_or_default();

    let contact = world.cast.contacts[0].clone();
    world.ask(&contact).await?;
    until("the first try", async || Ok((!came(&receiver).await.is_empty()).then_some(()))).await?;
    world.server.kill()?;
    world.server.restart().await?;
    let is_sent = |request: &&Request| event(request)["type"] == "sent";
    // The first two of all were refused.
    let taken = until("what was sent to be taken", async || {
        Ok(came(&receiver).await.iter().skip(2).find(is_sent).cloned())
    })
    .await?;
    let all = came(&receiver).await;
    let id = header(&taken, "webhook-id");
    let tries: Vec<&Request> = all.iter().filter(is_sent).collect();
    assert!(tries.len() >= 2 && tries.iter().all(|one| header(one, "webhook-id") == id));
    assert!(event(&taken)["reply"].is_string(), "{:?}", event(&taken));
    let told = all.iter().any(|request| event(request)["type"] == "restarted");
    assert!(told, "nothing was said of the restart");
    let genuine: Vec<Value> = all.iter().map(shown).collect();
    assert_eq!(verify(secret, &genuine, 0).await?, "genuine\n");
    refuses_what_is_not_genuine(secret, &genuine).await?;

    let id = added["id"].as_str().unwrap_or_default();
    let page = until("the delivery to be recorded", async || {
        let path = format!("/api/v1/webhooks/{id}/deliveries");
        let (_, page) = api.get(&world.server, &path).await?;
        let states = page["items"].as_array().cloned().unwrap_or_default();
        let all_taken = states.len() == 2 && states.iter().all(|one| one["state"] == "delivered");
        Ok(all_taken.then_some(page))
    })
    .await?;
    let sent =
        page["items"].as_array().and_then(|all| all.iter().find(|one| one["event"] == "sent"));
    assert!(sent.is_some_and(|sent| sent["attempts"].as_u64() >= Some(2)), "{page}");
    Ok(())
}

#[tokio::test]
async fn receivers_on_this_machine_are_refused_until_the_settings_allow_them() -> anyhow::Result<()>
{
    let world = World::start().await?;
    let receiver = receiver(1).await;
    let api = Api::with_scopes(&world.server, "manage,read")?;
    let plain = format!("{}/twin", receiver.uri());
    for url in [plain.clone(), plain.replace("http:", "https:")] {
        let (status, refused) =
            api.post(&world.server, "/api/v1/webhooks", json!({"url": url})).await?;
        assert_eq!((status.as_u16(), &refused["field"]), (422, &json!("url")), "{refused}");
    }
    assert!(came(&receiver).await.is_empty());
    Ok(())
}
