//! Generates text within a policy.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::attempt::{Attempt, Attempts};
use super::breaker::{Breakers, Permit};
use super::breaker_settings::{BreakerSettings, Clock};
use super::candidates::Candidates;
use super::context::RequestContext;
use super::error::GenerationError;
use super::fallback::in_turn;
use super::request::{Generation, GenerationRequest};
use super::stream::GenerationStream;
use super::time_limit::TimeLimit;
use crate::model::{ModelError, TextModel};
use crate::policy::Catalogue;

/// Generates text within a policy.
#[derive(Clone)]
pub struct Generator {
    catalogue: Arc<Catalogue>,
    text_model: Arc<dyn TextModel>,
    breakers: Breakers,
    time_limit: Option<Duration>,
}

impl Generator {
    /// A generator over `text_model`, which serves all models of `catalogue`.
    pub fn new(catalogue: Catalogue, text_model: Arc<dyn TextModel>) -> Self {
        let clock: Clock = Arc::new(Instant::now);
        let breakers = Breakers::new(&catalogue, BreakerSettings::default(), &clock);
        Self { catalogue: Arc::new(catalogue), text_model, breakers, time_limit: None }
    }

    /// Stops asking models that keep failing as `settings` say, by this `clock`.
    #[must_use]
    pub fn with_breakers(self, settings: BreakerSettings, clock: &Clock) -> Self {
        Self { breakers: Breakers::new(&self.catalogue, settings, clock), ..self }
    }

    /// Limits the time of each request for its answer, or for the first piece of a stream. All attempts of a request share
    /// this time.
    #[must_use]
    pub fn within(self, time_limit: Duration) -> Self {
        Self { time_limit: Some(time_limit), ..self }
    }

    /// What the policy offers.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Generates a whole text. Dropping the future stops the model's work.
    pub async fn generate(
        &self,
        context: &RequestContext,
        request: GenerationRequest,
    ) -> Result<Generation, GenerationError> {
        let candidates = self.candidates(context, &request)?;
        let request = &request;
        let generation = self.in_turn(context, candidates, |mut attempt| async move {
            let completion = attempt.complete(request, None).await?;
            Ok(attempt.generation(completion.text, completion.stop_reason))
        });
        Ok(generation.await?)
    }

    /// Generates a text piece by piece. Dropping the future or the stream stops the model's work.
    ///
    /// The future is ready when the first piece has arrived. A failure before that is the future's error.
    pub async fn stream(
        &self,
        context: &RequestContext,
        request: GenerationRequest,
    ) -> Result<GenerationStream, GenerationError> {
        let candidates = self.candidates(context, &request)?;
        let request = &request;
        let (mut stream, permit) = self.begin_in_turn(context, candidates, |attempt| attempt.stream(request)).await?;
        stream.has_begun(permit);
        Ok(stream)
    }

    /// The models that may answer `request`.
    pub(crate) fn candidates<'c>(
        &self,
        context: &'c RequestContext,
        request: &GenerationRequest,
    ) -> Result<Candidates<'c>, GenerationError> {
        Candidates::choose(&self.catalogue, &context.consumer, request)
    }

    /// Makes attempts at the `candidates` in turn, within the time that the request has. Each attempt is what `calls` does
    /// with the model until it has answered.
    pub(crate) async fn in_turn<'r, T, F>(
        &'r self,
        context: &'r RequestContext,
        candidates: Candidates<'r>,
        calls: impl Fn(Attempt<'r>) -> F,
    ) -> Result<T, ModelError>
    where
        F: Future<Output = Result<T, ModelError>>,
    {
        let (answer, permit) = self.begin_in_turn(context, candidates, calls).await?;
        if let Some(permit) = permit {
            permit.answered();
        }
        Ok(answer)
    }

    /// As [`Self::in_turn`], but the model that answers may only have begun to. The permit gets to know how it ends.
    async fn begin_in_turn<'r, T, F>(
        &'r self,
        context: &'r RequestContext,
        candidates: Candidates<'r>,
        calls: impl Fn(Attempt<'r>) -> F,
    ) -> Result<(T, Option<Permit>), ModelError>
    where
        F: Future<Output = Result<T, ModelError>>,
    {
        let attempts = Attempts {
            catalogue: &self.catalogue,
            text_model: self.text_model.as_ref(),
            context,
            breakers: &self.breakers,
            time_limit: TimeLimit::begin(self.time_limit, context.deadline),
        };
        in_turn(attempts, candidates, calls).await
    }
}
