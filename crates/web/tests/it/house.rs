//! A server with a door: people sign in, and the clock can be turned.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use access::Access;
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Clock, Connector, OwnerId, Timestamp};
use engine::{Engine, EngineMaker, Engines};
use store::Store;
use tower::ServiceExt;

use crate::stage::{self, Answer, NOW, Stage, read};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// Stands still until it is turned.
pub(crate) struct Turned(AtomicI64);

#[async_trait]
impl Clock for Turned {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    async fn sleep_until(&self, _at: Timestamp) {
        std::future::pending::<()>().await;
    }
}

/// Makes the engines of who joins.
struct Maker {
    store: Store,
    connector: Arc<dyn Connector>,
}

#[async_trait]
impl EngineMaker for Maker {
    async fn make(&self, owner: OwnerId) -> Result<Engine, engine::Error> {
        let (store, connector) = (self.store.clone(), Arc::clone(&self.connector));
        Ok(stage::engine(store, owner, connector, Arc::default()).await)
    }
}

/// The server.
pub(crate) struct House {
    pub(crate) stage: Stage,
    pub(crate) access: Access,
    pub(crate) pages: Router,
    clock: Arc<Turned>,
}

/// A browser that holds what it was given.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
}

impl House {
    /// Nobody has a password yet.
    pub(crate) async fn open() -> Self {
        Self::built(false).await
    }

    /// The same behind a proxy that speaks HTTPS.
    pub(crate) async fn behind_proxy() -> Self {
        Self::built(true).await
    }

    async fn built(behind_proxy: bool) -> Self {
        let stage = Stage::set().await;
        let clock = Arc::new(Turned(AtomicI64::new(NOW.as_millis())));
        let access = Access::new(stage.store.clone(), Arc::clone(&clock) as Arc<dyn Clock>);
        let maker = Maker { store: stage.store.clone(), connector: Arc::clone(&stage.connector) };
        let pages = web::router(web::Config {
            engines: Engines::new(stage.engine.clone(), Some(Arc::new(maker))),
            access: Some(access.clone()),
            webhooks: Some(stage::webhooks(stage.store.clone())),
            bot_hooks: None,
            is_secure: behind_proxy,
            behind_proxy,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            hosts: vec!["twin.example".to_owned()],
            any_model_address: false,
            demo: None,
            telegram: web::Telegram::default(),
            sandbox_control: None,
        });
        Self { stage, access, pages, clock }
    }

    /// Anna has set it up, and is signed in.
    pub(crate) async fn of_anna() -> (Self, Browser) {
        let house = Self::open().await;
        let mut anna = Browser::default();
        let form = format!("name=Anna&password={PASSWORD}&again={PASSWORD}");
        let set_up = house.post(&mut anna, "/set-up", &form).await;
        assert_eq!(set_up.status, StatusCode::SEE_OTHER, "{}", set_up.body);
        (house, anna)
    }

    /// Boris, whom Anna has invited.
    pub(crate) async fn joined_by_boris(&self, anna: &mut Browser) -> Browser {
        let invited = self.invited(anna).await;
        let link = between(&invited, r#"<code id="link">"#, "</code>");
        let invitation = link.split_once("invitation=").unwrap().1;
        let mut boris = Browser::default();
        let form =
            format!("invitation={invitation}&name=Boris&password={PASSWORD}&again={PASSWORD}");
        let joined = self.post(&mut boris, "/join", &form).await;
        assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
        boris
    }

    /// The page that shows the link of a new invitation.
    pub(crate) async fn invited(&self, by: &mut Browser) -> String {
        let invited = self.post(by, "/people/invitations", "do=owner").await;
        self.get(by, &invited.location.unwrap()).await.body
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        read(self.pages.clone().oneshot(request).await.unwrap()).await
    }

    pub(crate) async fn get(&self, browser: &Browser, path: &str) -> Answer {
        let request = browser.request("GET", path).header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form as our own page does, and keeps what comes back.
    pub(crate) async fn post(&self, browser: &mut Browser, path: &str, form: &str) -> Answer {
        let request = browser
            .request("POST", path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.send(request.body(Body::from(form.replace(' ', "+"))).unwrap()).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            cookie.clone_into(&mut browser.cookie);
        }
        answer
    }

    /// Makes a token, and reads its text where it is shown.
    pub(crate) async fn token(&self, browser: &mut Browser, form: &str) -> String {
        let made = self.post(browser, "/me/tokens", form).await;
        let shown = self.get(browser, &made.location.unwrap()).await.body;
        between(&shown, r#"<code id="token">"#, "</code>").to_owned()
    }

    /// Signs in with Anna's name.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, password: &str) -> Answer {
        self.post(browser, "/sign-in", &format!("name=anna&password={password}&next=/inbox")).await
    }
}

impl Browser {
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::COOKIE, &self.cookie)
    }
}

/// What stands between two signs.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap().0
}
