//! `GET` and `POST /import`: an export of Telegram Desktop is uploaded and learnt from. It goes from
//! the form to the engine piece by piece, so its size does not matter and nothing of it stays behind;
//! but where it has to be asked whose it is, the engine keeps it until it is said, for an hour at most.

mod page;

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::PeerId;
use engine::{ExportError, ImportError, Stamped, TwinEvent};
use futures_util::future::join;
use maud::{Markup, html};

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::Lang;
use crate::layout::View;
use crate::stream::{Live, follow, replace, respond};
use crate::upload;

pub(crate) use page::{Outcome, page};

/// The longest number in the form, in bytes.
const NUMBER_BYTES: usize = 32;

/// `GET /import`
pub(crate) async fn get(Here(site): Here, view: View) -> Result<Markup, Error> {
    let imports = site.engine.imports().await?;
    Ok(page(&view, &Outcome::None, &imports))
}

/// `GET /import/events`: how much of an upload was read, and whether it is asked whose it is, live.
pub(crate) async fn events(Here(site): Here, view: View, headers: HeaderMap) -> Response {
    let reading = Reading { site: Arc::clone(&site), lang: view.lang };
    respond(follow(&site, view.lang, &headers, reading)).into_response()
}

struct Reading {
    site: Arc<Site>,
    lang: Lang,
}

impl Reading {
    async fn drawn(&self, so_far: Option<(u64, u64)>) -> Result<Markup, Error> {
        let imports = self.site.engine.imports().await?;
        Ok(html! {
            (replace("#read", page::read(self.lang, so_far)))
            (replace("#asking", page::whose(self.lang, &imports)))
            (replace("#imports", page::last(self.lang, &imports)))
        })
    }
}

impl Live for Reading {
    async fn all(&self) -> Result<Markup, Error> {
        self.drawn(None).await
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        match stamped.event {
            TwinEvent::ImportProgress { read, new } | TwinEvent::ImportDone { read, new } => {
                self.drawn(Some((read, new))).await.map(Some)
            }
            TwinEvent::ImportFailed { .. } => self.all().await.map(Some),
            _ => Ok(None),
        }
    }
}

/// `POST /import`
pub(crate) async fn post(
    Here(site): Here,
    view: View,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let mut form = form.map_err(|_| Error::Upload)?;
    let (mut kept, mut owner) = (None, None);
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            // The file of an import that has asked whose it is: it does not come once more.
            Some("kept") => kept = number(&field.text().await.map_err(broken)?),
            Some("owner") => {
                owner = number(&field.text().await.map_err(broken)?).map(PeerId);
            }
            Some("file") => {
                let (source, sender) = upload::channel();
                let feeding = async {
                    // The rest of what nobody wants any more is read all the same: browsers show no
                    // answer to what they could not send.
                    while let Ok(Some(chunk)) = field.chunk().await {
                        let _ = sender.send(chunk).await;
                    }
                    // A broken upload ends in the middle, which the reader of the export tells.
                    drop(sender);
                };
                let (imported, ()) = join(site.engine.import_or_ask(source, owner), feeding).await;
                return answer(&site, &view, imported).await;
            }
            _ => {}
        }
    }
    if let (Some(kept), Some(owner)) = (kept, owner) {
        return match site.engine.import_kept(kept, owner).await {
            Some(imported) => answer(&site, &view, imported).await,
            None => show(&site, &view, StatusCode::UNPROCESSABLE_ENTITY, &Outcome::NotKept).await,
        };
    }
    let nothing = ImportError::Export { source: ExportError::Empty, read: 0, new: 0 };
    answer(&site, &view, Err(nothing)).await
}

fn number<T: FromStr>(text: &str) -> Option<T> {
    Some(text.trim()).filter(|number| number.len() < NUMBER_BYTES)?.parse().ok()
}

fn broken(_: MultipartError) -> Error {
    Error::Upload
}

async fn answer(
    site: &Site,
    view: &View,
    imported: Result<engine::ImportReport, ImportError>,
) -> Result<Response, Error> {
    let (status, outcome) = match imported {
        Ok(report) => {
            let of = site.engine.account(report.account).await?;
            let name = of.map(|of| of.account.profile.full_name()).unwrap_or_default();
            (StatusCode::OK, Outcome::Done { report, name })
        }
        Err(ImportError::Store(error)) => return Err(Error::Engine(error.into())),
        // To be asked is no failure.
        Err(error) if error.asks().is_some() => (StatusCode::OK, Outcome::Failed(error)),
        Err(error) => {
            // Here it is told why: the bell need not.
            site.engine.see_failed_imports();
            (StatusCode::UNPROCESSABLE_ENTITY, Outcome::Failed(error))
        }
    };
    show(site, view, status, &outcome).await
}

async fn show(
    site: &Site,
    view: &View,
    status: StatusCode,
    outcome: &Outcome,
) -> Result<Response, Error> {
    let imports = site.engine.imports().await?;
    Ok((status, page(view, outcome, &imports)).into_response())
}
