//! The Bot API over HTTP, as programs that speak for bots meet it.

mod business;
mod calls;
mod father;
mod faults;
mod files;
mod groups;
mod mtproto;
mod talk;
mod updates;
mod webhook;

use reqwest::{Client, StatusCode};
use sandbox::{BotInfo, NewBot};
use serde_json::{Value, json};

use crate::support::World;

/// A program that speaks for a bot.
pub(crate) struct Program {
    client: Client,
    base: String,
    pub(crate) token: String,
    pub(crate) id: i64,
}

impl World {
    /// A bot called Echo, and the program that speaks for it.
    pub(crate) fn bot(&self) -> Program {
        self.bot_named("echo_bot")
    }

    pub(crate) fn bot_named(&self, username: &str) -> Program {
        let new = NewBot { name: "Echo".into(), username: username.into(), ..NewBot::default() };
        self.program(&self.control().create_bot(&new).unwrap())
    }

    pub(crate) fn program(&self, bot: &BotInfo) -> Program {
        Program {
            client: Client::new(),
            base: format!("http://{}", self.sandbox.control_address()),
            token: bot.token.clone(),
            id: bot.id,
        }
    }

    /// The user id of somebody.
    pub(crate) fn id(&self, who: &str) -> i64 {
        self.control().account(who).unwrap().id
    }
}

impl Program {
    pub(crate) fn url(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.base, self.token)
    }

    pub(crate) async fn raw(&self, method: &str, params: Value) -> (StatusCode, Value) {
        let response = self.client.post(self.url(method)).json(&params).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    /// What a call results in.
    pub(crate) async fn call(&self, method: &str, params: Value) -> Value {
        let (status, body) = self.raw(method, params).await;
        assert_eq!((status, &body["ok"]), (StatusCode::OK, &json!(true)), "{method}: {body}");
        body["result"].clone()
    }

    /// How a call is refused: its code and what is said.
    pub(crate) async fn refusal(&self, method: &str, params: Value) -> (i64, String) {
        let (status, body) = self.raw(method, params).await;
        let code = body["error_code"].as_i64().unwrap_or_default();
        assert_eq!(i64::from(status.as_u16()), code, "{method}: {body}");
        assert_eq!(body["ok"], json!(false));
        (code, body["description"].as_str().unwrap().to_owned())
    }

    /// A call with a file in it.
    pub(crate) async fn upload(
        &self,
        method: &str,
        params: &[(&str, &str)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Value {
        let mut body = Vec::new();
        for (name, value) in params {
            let part = format!(
                "--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\
             \r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n--frontier--\r\n"].concat());
        let kind = "multipart/form-data; boundary=frontier";
        let request = self.client.post(self.url(method)).header("Content-Type", kind);
        request.body(body).send().await.unwrap().json().await.unwrap()
    }

    /// All updates that wait, confirmed.
    pub(crate) async fn updates(&self) -> Vec<Value> {
        let updates = self.call("getUpdates", json!({})).await.as_array().unwrap().clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.call("getUpdates", json!({"offset": offset})).await;
        }
        updates
    }

    /// The one update that waits.
    pub(crate) async fn update(&self) -> Value {
        let updates = self.updates().await;
        assert_eq!(updates.len(), 1, "{updates:?}");
        updates[0].clone()
    }
}
