//! The arguments of `aitwin models`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DataArgs;

#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    #[command(subcommand)]
    pub(crate) what: ModelsTask,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsTask {
    List,
    Pull(PullArgs),
    Verify {
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    Add {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PullArgs {
    #[arg(value_name = "NAME", conflicts_with = "url")]
    pub(crate) names: Vec<String>,
    #[arg(long, value_name = "URL", requires = "sha256")]
    pub(crate) url: Option<String>,
    #[arg(long, value_name = "SHA256", requires = "url")]
    pub(crate) sha256: Option<String>,
}
