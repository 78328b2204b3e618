//! The markup of the import.

use engine::{Candidate, ImportError, ImportReport, ImportState, ImportView};
use maud::{Markup, html};

use crate::i18n::{Lang, t};
use crate::layout::{self, View};
use crate::parts::field::Beside;
use crate::parts::{export, time};

/// What came of an upload.
pub(crate) enum Outcome {
    /// Nothing was uploaded yet.
    None,
    /// It was brought in, for the account of this name.
    Done { report: ImportReport, name: String },
    /// It was not, or not all of it.
    Failed(ImportError),
    /// It was said whose it is, and the file is no longer kept.
    NotKept,
}

/// The page, with what became of the `imports` that are known.
pub(crate) fn page(view: &View, outcome: &Outcome, imports: &[ImportView]) -> Markup {
    let lang = view.lang;
    let asking = asking(imports);
    // Where the file is kept, it need not be chosen again.
    let candidates = match outcome {
        Outcome::Failed(error) if asking.is_none() => error.asks().unwrap_or_default(),
        _ => &[],
    };
    let is_problem = match outcome {
        Outcome::None | Outcome::Done { .. } => false,
        Outcome::Failed(error) => error.asks().is_none(),
        Outcome::NotKept => true,
    };
    let not_taken = Beside::problem_if(is_problem);
    let content = html! {
        section.card.wizard {
            h1 { (t!(lang, "import-title")) }
            p { (t!(lang, "import-about")) }
            @match outcome {
                Outcome::None => {}
                Outcome::Done { report, name } => (done(lang, report, name)),
                Outcome::Failed(error) if error.asks().is_some() => {
                    @if asking.is_none() { p.hint role="status" { (export::failed(lang, error)) } }
                }
                Outcome::Failed(error) => p #problem .problem role="alert" { (export::failed(lang, error)) }
                Outcome::NotKept => p #problem .problem role="alert" { (t!(lang, "import-not-kept")) }
            }
            div #asking { (whose(lang, imports)) }
            form method="post" action="/import" enctype="multipart/form-data" data-upload {
                @if !candidates.is_empty() { (owners(lang, candidates)) }
                label {
                    (t!(lang, "import-file"))
                    input type="file" name="file" accept=".json,application/json" required
                        aria-describedby=[not_taken.by()] aria-invalid=[not_taken.is_wrong()];
                }
                button type="submit" { (t!(lang, "import-send")) }
                // What an answer says that is no page of ours: a proxy has its own limits.
                p.problem data-refused role="alert" hidden { (t!(lang, "import-refused")) }
                (uploading(lang))
            }
        }
        div #imports { (last(lang, imports)) }
    };
    layout::live_page(view, &t!(lang, "import-title"), "/import/events", content)
}

/// How far an upload is: the bytes that the browser has got rid of, and the messages that were read out of them.
/// The script shows it.
fn uploading(lang: Lang) -> Markup {
    html! {
        div.uploading hidden {
            progress max="1" value="0" aria-label=(t!(lang, "import-bytes")) {}
            p.facts {
                span data-bytes=(t!(lang, "import-of")) {}
                span #read { (read(lang, None)) }
            }
            p.note { (t!(lang, "import-stay")) }
        }
    }
}

/// The import whose file is kept until it is said whose it is.
fn asking(imports: &[ImportView]) -> Option<&ImportView> {
    imports.iter().find(|import| !import.asked.is_empty())
}

/// Asks whose the file is that is kept, if there is one.
pub(super) fn whose(lang: Lang, imports: &[ImportView]) -> Markup {
    html! { @if let Some(import) = asking(imports) { (ask(lang, import)) } }
}

/// The imports that go on, and what became of the last ones.
pub(super) fn last(lang: Lang, imports: &[ImportView]) -> Markup {
    html! {
        @if !imports.is_empty() {
            section.card.wizard {
                h2 { (t!(lang, "import-last")) }
                ul.lines { @for import in imports { li { (one(lang, import)) } } }
            }
        }
    }
}

fn one(lang: Lang, import: &ImportView) -> Markup {
    let state = match import.state {
        ImportState::Reading => t!(lang, "import-reading"),
        ImportState::Learning => t!(lang, "import-learning"),
        ImportState::Done => t!(lang, "import-is-done"),
        ImportState::Asking => t!(lang, "import-asking"),
        ImportState::Failed => t!(lang, "import-failed"),
    };
    html! {
        div {
            strong { (state) } " " (time::lately(import.started_at))
            @if !import.asked.is_empty() {
                small { (t!(lang, "import-asking-kept")) }
            } @else if let Some(failure) = &import.failure {
                small { (export::why(lang, failure, import.read)) }
            } @else {
                small { (read(lang, Some((import.read, import.new)))) }
            }
        }
    }
}

/// How many messages were read, and how many of them were new.
pub(super) fn read(lang: Lang, so_far: Option<(u64, u64)>) -> Markup {
    html! {
        @if let Some((read, new)) = so_far { (t!(lang, "import-read", read = read, new = new)) }
    }
}

/// Asks whose the file is that is kept.
fn ask(lang: Lang, import: &ImportView) -> Markup {
    html! {
        form method="post" action="/import" enctype="multipart/form-data" {
            p.hint role="status" { (t!(lang, "import-owner-kept")) }
            input type="hidden" name="kept" value=(import.id);
            (owners(lang, &import.asked))
            button type="submit" { (t!(lang, "import-owner-say")) }
        }
    }
}

/// Who of the authors the reader is.
fn owners(lang: Lang, candidates: &[Candidate]) -> Markup {
    html! {
        fieldset {
            legend { (t!(lang, "import-owner")) }
            @for candidate in candidates {
                label {
                    input type="radio" name="owner" value=(candidate.id) required;
                    span {
                        // Deleted accounts have no name.
                        @if candidate.name.is_empty() { (candidate.id) } @else { (candidate.name) }
                        " · "
                        (t!(lang, "import-owner-messages", count = candidate.messages))
                    }
                }
            }
        }
    }
}

fn done(lang: Lang, report: &ImportReport, name: &str) -> Markup {
    let summary = &report.summary;
    // What is not in there, or not as it was, and how often.
    let remarks = [
        (report.changed_messages, t!(lang, "import-changed", count = report.changed_messages)),
        (summary.forwarded, t!(lang, "import-forwarded", count = summary.forwarded)),
        (summary.service, t!(lang, "import-service", count = summary.service)),
        (summary.too_long, t!(lang, "import-too-long", count = summary.too_long)),
        (summary.skipped_broken, t!(lang, "import-broken", count = summary.skipped_broken)),
    ];
    html! {
        div.hint role="status" {
            p {
                strong {
                    (t!(
                        lang,
                        "import-done",
                        messages = summary.messages,
                        chats = summary.chats,
                        new = report.new_messages
                    ))
                }
            }
            @if !name.is_empty() { p { (t!(lang, "import-taken-for", name = name)) } }
            ul.remarks {
                @for (_, text) in remarks.into_iter().filter(|(count, _)| *count > 0) { li { (text) } }
                @if summary.owner_messages == 0 { li { (t!(lang, "import-nothing")) } }
            }
            div.actions {
                @if summary.owner_messages > 0 {
                    a.button role="button" href="/try" { (t!(lang, "start-go-try")) }
                }
                a.button.plain role="button" href={ "/accounts/" (report.account) } { (t!(lang, "import-account")) }
            }
        }
    }
}
