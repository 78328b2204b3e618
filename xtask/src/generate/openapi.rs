//! The OpenAPI document of the HTTP API, as the built handlers tell it.

use super::{Args, put};
use crate::shell::{cargo, output, root};

/// Writes the document, or with `--check` compares it.
pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let example = ["run", "--quiet", "--package", "web", "--example", "openapi"];
    let document = output(cargo().args(example))?;
    put(args, &root().join("docs/openapi.json"), &document)
}
