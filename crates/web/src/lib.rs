//! The web pages: the demo, logging in, accounts and chats, live, in English and Russian.
//!
//! This crate must not know Telegram, SQL or the sandbox: it talks to [`engine::Engine`] and, for
//! the demo, shows what serves its phones in a frame. Handlers parse, call and render; what is decided is decided in
//! `domain` and `engine`.
//!
//! | module | what it holds |
//! |---|---|
//! | `pages` | one page, one file: its address, its handler, its markup |
//! | `parts` | what several pages show: avatars, bubbles, times, modes, the timeline of steps |
//! | `stream` | the live streams: what is there, then every change |
//! | `layout` | the frame of every page |
//! | `guard`, `rate`, `patience` | which requests are let in, how many, and how long they may take |
//! | `begun` | what was begun is ended, whoever hangs up |
//! | `upload` | a file of any size, as it comes |
//! | `wire` | what is compressed |
//! | `version` | which state of something a change is meant of |
//! | `source` | where a request comes from |
//! | `enter` | whose pages a request asks for |
//! | `door` | the addresses of signing in |
//! | `api` | the same for programs: JSON, let in by tokens |
//! | `error` | the policy of errors, and their pages |
//! | `i18n` | the two languages |
//! | `bot_hooks` | where Telegram brings what comes for bots |
//! | `assets` | embedded styles and scripts |
//! | `demo` | what the demo adds: people, and where their phones are |
//!
//! To add a page: a file in `pages` with a handler that takes a `layout::View` and calls
//! `layout::page`, its route in [`router`], its texts in `i18n/{en,ru}/web.ftl`, a sample of it in
//! `samples.rs`. If it is live: a `stream::Live` beside it.

mod api;
mod assets;
mod begun;
mod bot_hooks;
mod demo;
mod door;
mod enter;
mod error;
mod guard;
mod i18n;
mod icons;
mod layout;
mod pages;
mod parts;
mod patience;
mod rate;
mod reach;
#[cfg(test)]
mod samples;
mod source;
mod stream;
mod upload;
mod version;
mod wire;

use std::sync::Arc;

use access::{Access, Signed};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};
use domain::{AccountId, BotHooks, Clock, Timestamp};
use engine::{Engine, Engines};

use webhooks::Webhooks;

pub use demo::{Contact, Demo};

/// The longest body a form may have, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// The largest voice note that is taken to be heard, in bytes.
const NOTE_LIMIT: usize = 24 * 1024 * 1024;

/// What the pages are made of.
pub struct Config {
    /// The engines whose accounts are shown, each to its owner.
    pub engines: Engines,
    /// Who may come in; `None` where everybody may, as in the demo.
    pub access: Option<Access>,
    /// The addresses that are told of what happens; `None` where nobody signs in.
    pub webhooks: Option<Webhooks>,
    /// Who takes what Telegram brings for bots; `None` where nothing is brought.
    pub bot_hooks: Option<Arc<dyn BotHooks>>,
    /// Whether browsers come by HTTPS only.
    pub is_secure: bool,
    /// Whether a proxy passes the requests on, and says whom it speaks for.
    pub behind_proxy: bool,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Names besides loopback under which the server may be reached, without a port.
    pub hosts: Vec<String>,
    /// Whether all people may have models asked at any address, and not administrators only.
    pub any_model_address: bool,
    /// The demo; `None` for a server without one.
    pub demo: Option<Demo>,
    /// Which Telegram it is.
    pub telegram: Telegram,
    /// Address of the sandbox's control API, e.g. `http://127.0.0.1:4431`: the login then says
    /// where its codes can be read.
    pub sandbox_control: Option<String>,
}

/// To which Telegram accounts are connected, and whether they can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Telegram {
    /// Whether an application's id and hash are set, without which Telegram lets nobody in.
    pub has_app: bool,
    /// How the server is called in the account's list of devices.
    pub device: String,
    /// The address of the data centre that the settings name instead of Telegram's.
    pub data_centre: Option<String>,
}

/// The demo, as handlers see it.
#[derive(Clone)]
pub(crate) struct DemoSite {
    pub(crate) account: AccountId,
    pub(crate) contacts: Vec<Contact>,
}

/// What all requests share, whoever asks.
pub(crate) struct Server {
    pub(crate) engines: Engines,
    pub(crate) access: Option<Access>,
    pub(crate) webhooks: Option<Webhooks>,
    pub(crate) is_secure: bool,
    pub(crate) behind_proxy: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rate: rate::Rate,
    pub(crate) hosts: Vec<String>,
    pub(crate) any_model_address: bool,
    demo: Option<Arc<DemoSite>>,
    telegram: Telegram,
    sandbox_control: Option<String>,
    /// When the pages came up.
    pub(crate) started: Timestamp,
    /// Logins that programs have begun.
    pub(crate) logins: api::PhoneLogins,
    /// What was said last for a try.
    pub(crate) last_said: pages::voice::LastSaid,
    /// Secrets that were made just now.
    pub(crate) fresh: pages::me::secret::Secrets,
}

/// What the pages of one person share.
pub(crate) struct Site {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) demo: Option<Arc<DemoSite>>,
    pub(crate) telegram: Telegram,
    pub(crate) sandbox_control: Option<String>,
    /// When the pages came up: tells this run's numbering of events from an earlier one's.
    pub(crate) started: Timestamp,
    /// Who may come in; `None` where everybody may.
    pub(crate) access: Option<Access>,
    /// The addresses that are told of what happens; `None` where nobody signs in.
    pub(crate) webhooks: Option<Webhooks>,
    /// Who has signed in; `None` where nobody has to, or nobody has a password yet.
    pub(crate) signed: Option<Signed>,
}

impl Site {
    /// Whether an account may be removed: the demo's own stays.
    pub(crate) fn may_remove(&self, account: AccountId) -> bool {
        self.demo.as_ref().is_none_or(|demo| demo.account != account)
    }
}

impl Server {
    /// The site of whose engine it is.
    pub(crate) fn site(&self, engine: Engine, signed: Option<Signed>) -> Arc<Site> {
        Arc::new(Site {
            engine,
            clock: Arc::clone(&self.clock),
            demo: self.demo.clone(),
            telegram: self.telegram.clone(),
            sandbox_control: self.sandbox_control.clone(),
            started: self.started,
            access: self.access.clone(),
            webhooks: self.webhooks.clone(),
            signed,
        })
    }

    /// Whether there is a demo page.
    pub(crate) fn has_demo(&self) -> bool {
        self.demo.is_some()
    }
}

/// The OpenAPI document of the API, as JSON with a line end.
pub fn openapi() -> String {
    let mut document = api::document().to_pretty_json().expect("it is made of texts and numbers");
    document.push('\n');
    document
}

/// All pages, and the API.
pub fn router(config: Config) -> Router {
    let Config {
        engines,
        access,
        webhooks,
        bot_hooks,
        is_secure,
        behind_proxy,
        clock,
        hosts,
        any_model_address,
        demo,
        telegram,
        sandbox_control,
    } = config;
    let started = clock.now();
    let (demo, phones) = match demo {
        Some(Demo { account, contacts, phones }) => {
            (Some(Arc::new(DemoSite { account, contacts })), phones)
        }
        None => (None, Router::new()),
    };
    let server = Arc::new(Server {
        engines,
        access,
        webhooks,
        is_secure,
        behind_proxy,
        clock,
        rate: rate::Rate::default(),
        hosts,
        any_model_address,
        demo,
        telegram,
        sandbox_control,
        started,
        logins: api::PhoneLogins::default(),
        last_said: pages::voice::LastSaid::default(),
        fresh: pages::me::secret::Secrets::default(),
    });
    let api = api::router(Arc::clone(&server));
    let pages = Router::new()
        .route("/", get(pages::home::get))
        .route("/accounts", get(pages::accounts::get))
        .route("/accounts/{account}", get(pages::account::get))
        .route(
            "/accounts/{account}/about",
            get(pages::memory::about).post(pages::memory::note_about),
        )
        .route("/accounts/{account}/about/events", get(pages::memory::about_events))
        .route("/accounts/{account}/facts/{fact}", post(pages::fact::change))
        .route(
            "/accounts/{account}/history",
            get(pages::history::choose).post(pages::history::read),
        )
        .route("/accounts/{account}/pace", get(pages::pace::get))
        .route("/accounts/{account}/mode", post(pages::mode::set_default))
        .route("/accounts/{account}/connected", get(pages::login::begins))
        .route("/accounts/{account}/rules", get(pages::rules::get).post(pages::rules::set))
        .route("/accounts/{account}/rules/pause", post(pages::pause::one))
        .route("/accounts/{account}/rules/resume", post(pages::pause::resume_one))
        .route("/accounts/{account}/rules/seen", post(pages::pause::seen))
        .route("/accounts/{account}/panic", get(pages::rules::ask).post(pages::rules::panic))
        .route("/accounts/{account}/remove", get(pages::remove::ask).post(pages::remove::remove))
        .route("/accounts/{account}/twin", get(pages::twin::get))
        .route(
            "/accounts/{account}/twin/blind",
            get(pages::twin::blind::get).post(pages::twin::blind::tell),
        )
        .route(
            "/accounts/{account}/twin/likeness",
            get(pages::twin::likeness::get).post(pages::twin::likeness::measure),
        )
        .route(
            "/accounts/{account}/twin/limits",
            get(pages::twin::limits::get).post(pages::twin::limits::set),
        )
        .route("/accounts/{account}/twin/answers", get(pages::twin::answers::get))
        .route(
            "/accounts/{account}/twin/answers/{chat}/{message}",
            post(pages::twin::answers::change),
        )
        .route("/bots", get(pages::bots::get).post(pages::bots::add))
        .route("/bots/events", get(pages::bots::events))
        .route("/bots/new", get(pages::bot_new::get).post(pages::bot_new::post))
        .route("/bots/{bot}", get(pages::bot::get))
        .route("/bots/{bot}/events", get(pages::bot::events))
        // Whoever loads what was refused again finds the page.
        .route("/bots/{bot}/do", get(pages::bot::again).post(pages::bot::act))
        .route("/bots/{bot}/name", get(pages::bot::again).post(pages::bot::rename))
        .route("/bots/{bot}/token", get(pages::bot::again).post(pages::bot::rotate))
        .route("/bots/{bot}/manner", get(pages::bot::again).post(pages::bot::set_manner))
        .route("/bots/{bot}/connections/{person}", post(pages::bot::connection))
        .route("/pause", post(pages::pause::all))
        .route("/resume", post(pages::pause::resume_all))
        .route("/accounts/{account}/chats/{peer}", get(pages::chat::get))
        .route("/accounts/{account}/chats/{peer}/before/{message}", get(pages::chat::before))
        .route(
            "/accounts/{account}/chats/{peer}/messages/{message}/sound",
            get(pages::sound::of_message),
        )
        .route("/accounts/{account}/chats/{peer}/messages/{message}/hear", post(pages::sound::hear))
        .route("/replies/{reply}/sound/{position}", get(pages::sound::of_reply))
        .route(
            "/accounts/{account}/chats/{peer}/memory",
            get(pages::memory::of_chat).post(pages::memory::note_of_chat),
        )
        .route("/accounts/{account}/chats/{peer}/memory/events", get(pages::memory::chat_events))
        .route("/accounts/{account}/chats/{peer}/mode", post(pages::mode::set_for_chat))
        .route("/accounts/{account}/chats/{peer}/manner", post(pages::chat::manner::set))
        .route("/accounts/{account}/chats/{peer}/pause", post(pages::pause::here))
        .route("/accounts/{account}/chats/{peer}/resume", post(pages::pause::resume_here))
        .route(
            "/accounts/{account}/chats/{peer}/note",
            get(pages::chat::again).post(pages::chat::note::save),
        )
        .route(
            "/accounts/{account}/chats/{peer}/say",
            get(pages::chat::again).post(pages::chat::say::say),
        )
        .route(
            "/accounts/{account}/chats/{peer}/earned",
            get(pages::chat::again).post(pages::inbox::react),
        )
        .route("/accounts/{account}/chats/{peer}/explained", get(pages::explained::list))
        .route("/accounts/{account}/explained/{reply}", get(pages::explained::get))
        .route("/api", get(api::page))
        .route("/demo", get(pages::demo::first))
        .route("/demo/{contact}", get(pages::demo::get))
        .route("/demo/{contact}/events", get(pages::demo::events))
        .route("/events", get(pages::events::get))
        .route(
            "/import",
            // An export has any size: it is not held anywhere as a whole.
            get(pages::import::get).post(pages::import::post).layer(DefaultBodyLimit::disable()),
        )
        .route("/import/events", get(pages::import::events))
        .route("/history", get(pages::past::get))
        .route("/history/erase", get(pages::past::ask).post(pages::past::erase))
        .route("/history/events", get(pages::past::events))
        .route("/history/export", get(pages::past::export))
        .route("/inbox", get(pages::inbox::get))
        .route("/inbox/chats", get(pages::inbox::chats))
        .route("/inbox/events", get(pages::inbox::events))
        .route("/inbox/{reply}", get(pages::inbox::again).post(pages::inbox::say))
        .route("/statistics", get(pages::statistics::get))
        .route("/statistics/events", get(pages::statistics::events))
        .route("/login", get(pages::login::start).post(pages::login::begin))
        .route("/settings", get(pages::settings::get))
        .route("/needs/events", get(pages::events::of_shell))
        .route("/needs/failed", post(pages::pause::failures_seen))
        .route("/needs/imports", post(pages::pause::failed_imports_seen))
        .route("/questions", get(pages::questions::get))
        .route("/questions/events", get(pages::questions::events))
        // Whoever loads an answer that was refused again finds the page.
        .route("/questions/{question}", get(pages::questions::get).post(pages::questions::close))
        .route("/start", get(pages::start::get))
        .route("/start/events", get(pages::start::events))
        .route("/start/over", post(pages::start::over))
        .route("/try", get(pages::try_out::get).post(pages::try_out::post))
        .route("/voice", get(pages::voice::get).post(pages::voice::choose))
        .route("/voice/settings", post(pages::voice::forget))
        // Whoever loads again what came of a try finds the page.
        .route("/voice/say", get(to_voice).post(pages::voice::say))
        .route("/voice/said", get(pages::voice::said))
        .route(
            "/voice/hear",
            get(to_voice).post(pages::voice::hear).layer(DefaultBodyLimit::max(NOTE_LIMIT)),
        )
        .route("/voices", get(pages::voices::get).post(pages::voices::make))
        .route("/voices/studio", get(pages::voices::studio))
        .route("/voices/choice", get(to_voices).post(pages::voices::choose))
        .route("/voices/key", get(to_voices).post(pages::voices::key))
        .route("/voices/measure", get(to_voices).post(pages::voices::measure))
        .route("/voices/twin", get(to_voices).post(pages::voices::of_twin))
        .route(
            "/voices/recordings",
            get(to_voices).post(pages::voices::record).layer(DefaultBodyLimit::max(NOTE_LIMIT)),
        )
        .route("/voices/recordings/{recording}/sound", get(pages::voices::recorded))
        .route("/voices/recordings/{recording}/drop", post(pages::voices::drop_recording))
        .route("/voices/{voice}/say", get(to_voices).post(pages::voices::say))
        .route("/voices/{voice}/speak", get(to_voices).post(pages::voices::speak))
        .route("/voices/{voice}/withdraw", post(pages::voices::withdraw))
        .route("/voices/{voice}/forget", post(pages::voices::forget))
        .route("/twin", get(pages::twin::first))
        .route("/model", get(pages::model::get).post(pages::model::choose))
        .route("/model/key", post(pages::model::forget_key))
        .route("/model/settings", post(pages::model::forget))
        .route("/model/try", get(pages::model::again).post(pages::model::attempt))
        .route("/login/{login}/events", get(pages::login::events))
        .route("/login/{login}", get(pages::login::get).post(pages::login::submit));
    // The phones obey the same rules as the pages: who is let in, what every answer carries.
    with_rules(pages.merge(door::behind()).merge(phones.with_state(())), server)
        .merge(api)
        .merge(bot_hooks::router(bot_hooks))
        .layer(wire::compressed())
        .layer(from_fn(wire::plain_for_others))
}

async fn to_voice() -> Redirect {
    Redirect::to("/voice")
}

async fn to_voices() -> Redirect {
    Redirect::to("/voices")
}

/// Pages with what holds for all of them: who is let in, how errors read, which headers they carry.
fn with_rules(pages: Router<Arc<Server>>, server: Arc<Server>) -> Router {
    let open = door::open()
        .method_not_allowed_fallback(async || error::Error::MethodNotAllowed)
        .layer(from_fn_with_state(Arc::clone(&server), enter::look));
    pages
        .fallback(async || error::Error::NotFound)
        .method_not_allowed_fallback(async || error::Error::MethodNotAllowed)
        .layer(from_fn(begun::to_the_end))
        .layer(from_fn_with_state(Arc::clone(&server), enter::enter))
        .merge(open)
        // What follows asks nobody who they are.
        .route("/assets/{*name}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon))
        .route("/health", get(pages::health::get))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(patience::limit))
        .layer(from_fn_with_state(Arc::clone(&server), guard::check))
        .layer(from_fn_with_state(Arc::clone(&server), rate::limit))
        .layer(from_fn_with_state(Arc::clone(&server), error::render))
        .layer(from_fn_with_state(Arc::clone(&server), guard::seal))
        .with_state(server)
}
