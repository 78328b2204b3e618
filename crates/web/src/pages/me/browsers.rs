//! The browsers that a person is signed in with, and how they are signed out.

use axum::extract::Path;
use axum::response::Redirect;
use maud::{Markup, html};

use super::Shown;
use crate::enter::Me;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::pages::parse;
use crate::parts::time;
use crate::source::Came;

/// `POST /me/browsers/{browser}`
pub(crate) async fn sign_out(
    me: Me,
    Came(source): Came,
    Path(browser): Path<String>,
) -> Result<Redirect, Error> {
    let found = me.access.sign_out_of(&me.signed, parse(&browser)?, &source).await?;
    if found { Ok(Redirect::to("/me")) } else { Err(Error::NotFound) }
}

/// `POST /me/browsers`: all but this one.
pub(crate) async fn sign_out_elsewhere(me: Me, Came(source): Came) -> Result<Redirect, Error> {
    me.access.sign_out_elsewhere(&me.signed, &source).await?;
    Ok(Redirect::to("/me"))
}

pub(super) fn section(lang: Lang, shown: &Shown<'_>) -> Markup {
    html! {
        section.card {
            h2 { (t!(lang, "browsers-title")) }
            p.note { (t!(lang, "browsers-about")) }
            ul.lines {
                @for browser in shown.browsers {
                    li {
                        div {
                            strong { (name_of(lang, &browser.agent)) }
                            @if browser.id == shown.this { " " span.status.good { (t!(lang, "browsers-this")) } }
                            small { (t!(lang, "browsers-seen")) " " (time::lately(browser.seen_at)) }
                        }
                        @if browser.id != shown.this {
                            form method="post" action={ "/me/browsers/" (browser.id) } {
                                button.plain type="submit" { (t!(lang, "sign-out")) }
                            }
                        }
                    }
                }
            }
            @if shown.browsers.len() > 1 {
                form method="post" action="/me/browsers" {
                    button.secondary type="submit" { (t!(lang, "browsers-elsewhere")) }
                }
            }
        }
    }
}

/// The browser and the system, out of the long line that browsers send; else that line.
pub(super) fn name_of(lang: Lang, agent: &str) -> String {
    let of = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(sign, _)| agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    // Each also says that it is those after it.
    let program = of(&[
        ("Firefox/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser/", "Yandex"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = of(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if agent.is_empty() => t!(lang, "browsers-unknown"),
        (None, None) => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        for (agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "A browser that does not say which"),
        ] {
            assert_eq!(name_of(Lang::En, agent), expected);
        }
    }
}
