//! The control API, called over HTTP.

use reqwest::{Client, Method, StatusCode};
use sandbox::Sandbox;
use serde_json::Value;

pub(crate) struct Http {
    client: Client,
    base: String,
}

impl Http {
    pub(crate) fn of(sandbox: &Sandbox) -> Http {
        let base = format!("http://{}", sandbox.control_address());
        Http { client: Client::new(), base }
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        let json = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
        (status, json)
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, Some(body)).await
    }
}
