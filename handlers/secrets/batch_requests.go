package secrets

import (
	"warder/engine/input"
	"warder/handlers/pep"
)

// The bodies of the batch routes. Each route has its own type: a field that it would ignore is
// either not declared or refused.

type createBatchRequest struct {
	secretPlace
	Mode    pep.Unserved `json:"mode" validate:"unserved=A creation has no mode: upsert by PATCH"`
	Secrets []newItem    `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

type newItem struct {
	batchItem
	NewSecretName pep.Unserved `json:"newSecretName" validate:"unserved=A new secret is named by secretKey"`
}

func (r *createBatchRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *createBatchRequest) Normalize() {
	r.secretPlace.Normalize()
	for i := range r.Secrets {
		r.Secrets[i].normalize(&r.secretPlace)
	}
}

func (r *createBatchRequest) batch() *batchRequest {
	batch := &batchRequest{secretPlace: r.secretPlace}
	for i := range r.Secrets {
		batch.secrets = append(batch.secrets, r.Secrets[i].batchItem)
	}
	return batch
}

type updateBatchRequest struct {
	secretPlace
	Mode    string        `json:"mode" validate:"oneof=failOnNotFound ignore upsert"`
	Secrets []changedItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

type changedItem struct {
	batchItem
	NewSecretName string `json:"newSecretName" validate:"omitempty,secretname"`
}

func (r *updateBatchRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *updateBatchRequest) Normalize() {
	r.secretPlace.Normalize()
	if r.Mode == "" {
		r.Mode = failOnMissing
	}
	for i := range r.Secrets {
		r.Secrets[i].normalize(&r.secretPlace)
	}
}

func (r *updateBatchRequest) batch() *batchRequest {
	batch := &batchRequest{secretPlace: r.secretPlace, mode: r.Mode}
	for i := range r.Secrets {
		item := r.Secrets[i].batchItem
		item.renamed = r.Secrets[i].NewSecretName
		batch.secrets = append(batch.secrets, item)
	}
	return batch
}

type deleteBatchRequest struct {
	secretPlace
	Mode    pep.Unserved  `json:"mode" validate:"unserved=A deletion has no mode: each secret must exist"`
	Secrets []removedItem `json:"secrets" validate:"required,min=1,max=1000,dive"`
}

type removedItem struct {
	SecretKey     *string      `json:"secretKey" validate:"required,secretname"`
	SecretPath    *string      `json:"secretPath" validate:"omitnil,path"`
	Type          string       `json:"type" validate:"oneof=shared personal"`
	NewSecretName pep.Unserved `json:"newSecretName" validate:"unserved=A deletion does not rename"`
}

func (r *deleteBatchRequest) Requested(asks *input.Requested) { asks.SecretType = &r.Type }

func (r *deleteBatchRequest) Normalize() {
	r.secretPlace.Normalize()
	for i := range r.Secrets {
		item := batchItem{SecretKey: r.Secrets[i].SecretKey, SecretPath: r.Secrets[i].SecretPath, Type: r.Secrets[i].Type}
		item.normalize(&r.secretPlace)
		r.Secrets[i].SecretPath, r.Secrets[i].Type = item.SecretPath, item.Type
	}
}

func (r *deleteBatchRequest) batch() *batchRequest {
	batch := &batchRequest{secretPlace: r.secretPlace}
	for i := range r.Secrets {
		batch.secrets = append(batch.secrets, batchItem{SecretKey: r.Secrets[i].SecretKey, SecretPath: r.Secrets[i].SecretPath, Type: r.Secrets[i].Type})
	}
	return batch
}
