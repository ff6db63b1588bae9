// The Functions app, on Flex Consumption.
param location string
param tags { *: string }
param name string
param planName string
param identityId string
param identityClientId string
param storageName string
@description('The container that packages are deployed to.')
param packages string
param insightsConnection string
param subnetId string
param instanceMemory int
param instancesMax int
param alwaysReady int
param requestsAtOnce int
param httpsOnly bool
param tlsMin string
param ownerKey string
@secure()
param secretKeys string
param more { *: string }

// Those that people wait for. Requests share their instances; a queue function has its own.
var ready = ['http', 'function:GrantsAppendQueued']

var base = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsDisableHomepage: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  Grain__TrustedHops: '1'
}
var settings = union(
  base,
  empty(ownerKey) ? {} : { Grain__OwnerKey: ownerKey },
  empty(secretKeys) ? {} : { Grain__SecretKeys: secretKeys },
  more
)

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'grain' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: httpsOnly
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: tlsMin
      scmMinTlsVersion: tlsMin
      ftpsState: 'Disabled'
      http20Enabled: true
      appSettings: [for setting in items(settings): { name: setting.key, value: setting.value }]
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: instancesMax
        alwaysReady: [for group in (alwaysReady == 0 ? [] : ready): { name: group, instanceCount: alwaysReady }]
        triggers: { http: { perInstanceConcurrency: requestsAtOnce } }
      }
    }
  }
}

// Who deploys signs in; there is no password for it.
resource ftp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource scm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'
