//! `POST …/manner`: what a chat has in place of what its account says: telling that a twin writes, and voice.

use axum::Form;
use axum::extract::Path;
use axum::extract::rejection::FormRejection;
use axum::response::Redirect;
use domain::policy::{Aloud, Told};
use domain::{AccountId, ClonedVoice};
use maud::{Markup, html};
use serde::Deserialize;

use crate::enter::Here;
use crate::error::Error;
use crate::i18n::{Lang, t};
use crate::layout::saved;
use crate::pages::{parse, parse_peer, voices};

/// What the form holds; what is empty is as the account says.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    #[serde(default)]
    told: String,
    #[serde(default)]
    aloud: String,
    #[serde(default)]
    voice: String,
}

/// `POST /accounts/{account}/chats/{peer}/manner`
pub(crate) async fn set(
    Here(site): Here,
    Path((account, peer)): Path<(String, String)>,
    form: Result<Form<Choice>, FormRejection>,
) -> Result<Redirect, Error> {
    let (account, peer): (AccountId, _) = (parse(&account)?, parse_peer(&peer)?);
    let Form(Choice { told, aloud, voice }) = form?;
    let told = chosen(&told, &Told::ALL, told_code)?;
    let aloud = chosen(&aloud, &Aloud::ALL, aloud_code)?;
    if !site.engine.set_chat_manner(account, peer, told, aloud).await? {
        return Err(Error::NotFound);
    }
    let voice = Some(voice.trim()).filter(|voice| !voice.is_empty());
    site.engine.set_chat_voice(account, peer, voice).await?;
    Ok(saved(&format!("/accounts/{account}/chats/{peer}")))
}

/// Nothing, which is as the account says, or one of all there are.
fn chosen<T: Copy>(
    given: &str,
    all: &[T],
    code: fn(T) -> &'static str,
) -> Result<Option<T>, Error> {
    if given.is_empty() {
        return Ok(None);
    }
    let found = all.iter().copied().find(|one| code(*one) == given);
    found.map(Some).ok_or(Error::Choice)
}

fn told_code(told: Told) -> &'static str {
    match told {
        Told::Never => "never",
        Told::First => "first",
        Told::Each => "each",
    }
}

fn aloud_code(aloud: Aloud) -> &'static str {
    match aloud {
        Aloud::Never => "never",
        Aloud::Mirror => "mirror",
        Aloud::AsOwner => "as_owner",
        Aloud::Always => "always",
    }
}

/// The form.
pub(super) fn markup(
    lang: Lang,
    address: &str,
    told: Option<Told>,
    aloud: Option<Aloud>,
    voice: Option<&str>,
    own_voices: &[ClonedVoice],
) -> Markup {
    let told_name = |told| match told {
        Told::Never => t!(lang, "manner-told-never"),
        Told::First => t!(lang, "manner-told-first"),
        Told::Each => t!(lang, "manner-told-each"),
    };
    let aloud_name = |aloud| match aloud {
        Aloud::Never => t!(lang, "rules-aloud-never"),
        Aloud::Mirror => t!(lang, "rules-aloud-mirror"),
        Aloud::AsOwner => t!(lang, "rules-aloud-as-owner"),
        Aloud::Always => t!(lang, "rules-aloud-always"),
    };
    html! {
        form.manner method="post" action={ (address) "/manner" } {
            label {
                (t!(lang, "rules-told"))
                select name="told" {
                    option value="" selected[told.is_none()] { (t!(lang, "manner-as-account")) }
                    @for one in Told::ALL {
                        option value=(told_code(one)) selected[told == Some(one)] { (told_name(one)) }
                    }
                }
            }
            label {
                (t!(lang, "rules-aloud"))
                select name="aloud" {
                    option value="" selected[aloud.is_none()] { (t!(lang, "manner-as-account")) }
                    @for one in Aloud::ALL {
                        option value=(aloud_code(one)) selected[aloud == Some(one)] { (aloud_name(one)) }
                    }
                }
            }
            @if voice.is_some() || own_voices.iter().any(ClonedVoice::speaks) {
                label {
                    (t!(lang, "manner-voice"))
                    (voices::choice(lang, &t!(lang, "manner-as-account"), voice, own_voices))
                }
            }
            button type="submit" { (t!(lang, "save")) }
        }
    }
}
