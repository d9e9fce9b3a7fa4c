# SPDX-License-Identifier: Apache-2.0
"""The recurrent PyTorch model as transformers sees one, so that its ``generate`` decodes it: the reference of `verify`.

There is no cache: each step runs the whole target anew, by the module that was trained.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModelForSeq2SeqLM, GenerationMixin, PreTrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput, Seq2SeqLMOutput

from milena_export.training.checkpoint import RECURRENT, recurrent_shape
from milena_export.training.recurrent import RecurrentModel
from milena_export.training.seq2seq import Encoded


class RecurrentConfig(PreTrainedConfig):  # type: ignore[misc]
    """``config.json`` of a recurrent model."""

    model_type = RECURRENT


class RecurrentForSeq2SeqLM(PreTrainedModel, GenerationMixin):  # type: ignore[misc]
    """The model with its output layer."""

    config_class = RecurrentConfig
    base_model_prefix = "model"
    main_input_name = "input_ids"
    all_tied_weights_keys: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, config: RecurrentConfig) -> None:
        super().__init__(config)
        self.model: RecurrentModel = recurrent_shape(config.to_dict()).build()

    @classmethod
    def _supports_default_dynamic_cache(cls) -> bool:
        return False

    def get_encoder(self, modality: str | None = None) -> nn.Module:  # noqa: ARG002
        """The half of the model that reads."""
        return _Encoder(self.model)

    def prepare_inputs_for_generation(self, input_ids: Tensor, **kwargs: Any) -> dict[str, Any]:
        """The whole target at each step."""
        kept = {name: kwargs.get(name) for name in ("attention_mask", "encoder_outputs")}
        return {"decoder_input_ids": input_ids, **kept}

    def forward(
        self,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        decoder_input_ids: Tensor | None = None,
        encoder_outputs: BaseModelOutput | None = None,
        **_: Any,
    ) -> Seq2SeqLMOutput:
        """Runs decoder inputs [batch, target]; the attention comes as one layer of one head."""
        assert decoder_input_ids is not None
        if encoder_outputs is None:
            encoder_outputs = self.get_encoder()(input_ids)
        mask = None if attention_mask is None else attention_mask.bool()
        states, weights = self.model.attend(
            decoder_input_ids, Encoded(encoder_outputs.last_hidden_state, mask)
        )
        return Seq2SeqLMOutput(logits=self.model.logits(states), cross_attentions=(weights[:, None],))


class _Encoder(nn.Module):
    main_input_name = "input_ids"

    def __init__(self, model: RecurrentModel) -> None:
        super().__init__()
        self._model = model

    def get_input_embeddings(self) -> nn.Embedding:
        return self._model.embedding

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any) -> BaseModelOutput:
        """Padding is known by its id."""
        assert attention_mask is None or torch.equal(attention_mask.bool(), input_ids != self._model.pad)
        return BaseModelOutput(last_hidden_state=self._model.encode(input_ids).states)


def register() -> None:
    """Makes transformers' Auto classes know the model; more than once does no harm."""
    AutoConfig.register(RECURRENT, RecurrentConfig, exist_ok=True)
    AutoModelForSeq2SeqLM.register(RecurrentConfig, RecurrentForSeq2SeqLM, exist_ok=True)
