//! What holds for every page.

use std::collections::BTreeSet;
use std::fs;

use super::cast::{answered, at, everything, voices};
use super::{pages, timeline};
use crate::i18n::Lang;

fn all() -> impl Iterator<Item = (String, String)> {
    Lang::ALL.into_iter().flat_map(pages)
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    let folder = std::env::var_os("WEB_SAMPLES");
    for (name, page) in all() {
        assert!(page.starts_with("<!DOCTYPE html>"), "{name}");
        assert!(!page.contains("No localization"), "{name} lacks a text");
        if let Some(folder) = &folder {
            fs::write(std::path::Path::new(folder).join(format!("{name}.html")), page).unwrap();
        }
    }
}

#[test]
fn no_russian_page_has_an_english_frame() {
    for (name, page) in pages(Lang::Ru) {
        assert!(page.contains(r#"<html class="app" lang="ru">"#), "{name}");
        // What stands in the document of the API is in English, and marked so.
        let has_english = page.contains("Accounts") && !name.starts_with("api");
        assert!(page.contains("К содержанию") && !has_english, "{name}");
    }
}

#[test]
fn hostile_names_and_messages_stay_text() {
    let mut shown = 0;
    for (name, page) in all() {
        assert!(!page.contains("<script>"), "{name}");
        assert!(!page.contains("<hx-"), "{name}");
        assert!(!page.contains("<b>кот"), "{name}");
        shown += page.matches("&lt;script&gt;").count();
    }
    assert!(shown > 40, "the samples show it only {shown} times");
}

#[test]
fn pages_obey_their_own_content_security_policy() {
    for (name, page) in all() {
        assert!(!page.contains(" style=\""), "{name} has an inline style");
        assert!(!page.contains("<style"), "{name} has an inline style sheet");
        for tag in page.split('<').filter(|tag| tag.starts_with("script")) {
            assert!(tag.starts_with("script src=\"/assets/"), "{name}: {tag}");
        }
        for attribute in ["src=\"http", "src=\"//", " onclick", " onload", "javascript:"] {
            assert!(!page.contains(attribute), "{name} has {attribute}");
        }
    }
}

#[test]
fn ids_are_unique_on_a_page() {
    for (name, page) in all() {
        let mut seen = BTreeSet::new();
        for id in page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(seen.insert(id), "{name}: {id} stands twice");
        }
    }
}

/// What every tag of a page says in an attribute.
fn said<'a>(page: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
}

#[test]
fn what_is_said_beside_a_field_stands_on_its_page() {
    for (name, page) in all() {
        let ids: BTreeSet<&str> = said(&page, " id=\"").collect();
        for id in said(&page, " aria-describedby=\"").flat_map(|ids| ids.split(' ')) {
            assert!(ids.contains(id), "{name}: {id} is nowhere");
        }
    }
}

#[test]
fn a_field_that_was_not_taken_says_why() {
    let pages = pages(Lang::En);
    for name in [
        "bot-new-refused",
        "bot-webhook",
        "bots-empty",
        "import-html",
        "login-bad-code",
        "me-webhooks-refused",
        "set-up",
        "sign-in-code",
        "sign-in-wrong",
    ] {
        let page = pages.get(&format!("{name}.en")).unwrap_or_else(|| panic!("no page {name}"));
        let field = page.split('<').find(|tag| tag.contains(" aria-invalid=\"true\""));
        let field = field.unwrap_or_else(|| panic!("{name} has no field that is wrong"));
        assert!(field.contains(" aria-describedby=\"problem"), "{name}: {field}");
        let problem = page.split(" id=\"problem\"").nth(1);
        assert!(problem.is_some_and(|rest| rest.contains("role=\"alert\"")), "{name}");
    }
}

/// How many bytes of a page are sent.
fn over_the_wire(page: &str) -> usize {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, page.as_bytes()).unwrap();
    gzip.finish().unwrap().len()
}

#[test]
fn a_first_visit_is_under_100_kb() {
    // Nobody ever sees every kind of event in one chat, and the whole API is for who looks for it.
    let is_first = |name: &str| !name.starts_with("demo-all") && !name.starts_with("api");
    let visited = all().filter(|(name, _)| is_first(name));
    let heaviest = visited.map(|(_, page)| over_the_wire(&page)).max().unwrap();
    // The assets are held under 55 kB by a test of their own.
    assert!(heaviest < 45_000, "{heaviest} bytes");
}

#[test]
fn a_silent_twin_says_why_and_that_nothing_was_sent() {
    let pages = pages(Lang::En);
    let page = &pages["demo-silent.en"];
    assert!(page.contains("A fact is asked for that only you know"));
    assert!(page.contains("Nothing was sent"));
}

#[test]
fn the_chosen_exemplar_is_marked_with_its_likeness_and_its_day() {
    let steps = timeline(Lang::En).steps(&answered()[4], &voices(), at(5)).into_string();
    let chosen = steps.split("<li").find(|item| item.contains("chosen")).unwrap();
    for part in ["в сб кататься го?", "го\nво сколько", "91% alike", "2025-09-07"]
    {
        assert!(chosen.contains(part), "{part} is not in {chosen}");
    }
}

#[test]
fn a_countdown_tells_how_much_is_left() {
    let steps = timeline(Lang::En).steps(&answered()[3], &voices(), at(2)).into_string();
    assert!(steps.contains(r#"data-left="2000""#), "{steps}");
}

#[test]
fn every_event_of_a_chat_makes_a_step_with_an_id_of_its_own() {
    let timeline = timeline(Lang::Ru);
    let mut ids = BTreeSet::new();
    for event in everything().iter().skip(1) {
        let steps = timeline.steps(event, &voices(), at(0)).into_string();
        let id = steps.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next());
        assert!(ids.insert(id.map(str::to_owned)), "{event:?}");
        assert!(id.is_some_and(|id| id.ends_with(&format!("-{}-0", event.seq))), "{event:?}");
    }
}

#[test]
fn the_phone_in_the_frame_speaks_the_pages_language() {
    for lang in Lang::ALL {
        let page = &pages(lang)[&format!("demo.{}", lang.code())];
        let frame =
            format!("/phone/?embed=1&amp;as=%2B79990000002&amp;with=ilya&amp;lang={}", lang.code());
        assert!(page.contains(&format!("<iframe id=\"phone\" src=\"{frame}\"")), "{page}");
    }
}
