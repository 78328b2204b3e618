//! The server's HTTP API, as a program with a token meets it.

use anyhow::ensure;
use reqwest::StatusCode;
use serde_json::Value;

use crate::program::run;
use crate::server::Server;

/// A program with a token.
pub struct Api {
    http: reqwest::Client,
    token: String,
}

impl Api {
    /// Makes a token on the server's machine.
    ///
    /// # Errors
    ///
    /// It cannot be made.
    pub fn with_scopes(server: &Server, scopes: &str) -> anyhow::Result<Self> {
        let data = server.data.display().to_string();
        let made = run(&["token", "make", "--name", "e2e", "--scopes", scopes, "--data", &data])?;
        ensure!(made.code == Some(0), "no token: {made:?}");
        let token = made.out.trim().to_owned();
        Ok(Self { http: reqwest::Client::builder().no_proxy().build()?, token })
    }

    /// The token's text.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Posts JSON; returns the status and what came back.
    ///
    /// # Errors
    ///
    /// The server does not answer, or not in JSON.
    pub async fn post(
        &self,
        server: &Server,
        path: &str,
        body: Value,
    ) -> anyhow::Result<(StatusCode, Value)> {
        self.ask(self.http.post(format!("{}{path}", server.base)).json(&body)).await
    }

    /// Puts JSON; returns the status and what came back.
    ///
    /// # Errors
    ///
    /// As of [`Api::post`].
    pub async fn put(
        &self,
        server: &Server,
        path: &str,
        body: Value,
    ) -> anyhow::Result<(StatusCode, Value)> {
        self.ask(self.http.put(format!("{}{path}", server.base)).json(&body)).await
    }

    /// Gets JSON; returns the status and what came back.
    ///
    /// # Errors
    ///
    /// As of [`Api::post`].
    pub async fn get(&self, server: &Server, path: &str) -> anyhow::Result<(StatusCode, Value)> {
        self.ask(self.http.get(format!("{}{path}", server.base))).await
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> anyhow::Result<(StatusCode, Value)> {
        let answer = request.bearer_auth(&self.token).send().await?;
        Ok((answer.status(), answer.json().await?))
    }
}
