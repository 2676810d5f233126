//! A client: which one does a path or a query name?

use crate::asked::{Fields, bad};
use crate::refused::Why;
use crate::{App, Kind, Problem, Shared};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use domain::ClientCode;
use projections::rows::ClientRow;

/// The client that a path names by its code.
pub(crate) struct Coded(pub(crate) ClientRow);

impl FromRequestParts<Shared> for Coded {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let Path(text): Path<String> = Path::from_request_parts(parts, app).await?;
        let code: ClientCode = text
            .to_ascii_uppercase()
            .parse()
            .map_err(|it: domain::Malformed| Problem::because(Kind::BadPath, it.to_string()))?;
        find(app, code).await?.map(Self).ok_or_else(|| Problem::of(Kind::ClientUnknown))
    }
}

/// The client of a code, if there is one.
pub(crate) async fn find(app: &App, code: ClientCode) -> Result<Option<ClientRow>, Problem> {
    app.ask(move |views| views.client_by_code(&code)).await
}

/// The client of a code that a parameter names.
pub(crate) async fn known(
    app: &App,
    parameter: &str,
    code: ClientCode,
) -> Result<ClientRow, Problem> {
    find(app, code).await?.ok_or_else(|| bad(parameter, Why::NoClient))
}

/// The client that the parameter `client` names, if it was given.
pub(crate) async fn chosen(app: &App, fields: &mut Fields) -> Result<Option<ClientRow>, Problem> {
    match fields.parse::<ClientCode>("client")? {
        None => Ok(None),
        Some(code) => known(app, "client", code).await.map(Some),
    }
}
