// Everything that Grain needs in Azure, in a resource group of its own. docs/deploy.md tells how to use it.
targetScope = 'subscription'

@description('A name for this Grain: of its resource group (rg-NAME) and its tags.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('The region, as westeurope. It must have Flex Consumption: az functionapp list-flexconsumption-locations.')
@minLength(1)
param location string

@description('What the defaults below are made for: a community that sleeps most of the time, or one that is always busy.')
@allowed(['small', 'large'])
param size string = 'small'

@description('Memory of an instance in MB. The graph of an epoch has to fit: docs/operations.md tells how much that is.')
@allowed([512, 2048, 4096])
param instanceMemory int = size == 'large' ? 4096 : 2048

@description('The most instances that run at once; what a flood of requests can cost ends here.')
@minValue(40)
@maxValue(1000)
param instancesMax int = size == 'large' ? 200 : 40

@description('Instances that wait for requests and never sleep. They cost money at rest.')
@minValue(0)
@maxValue(20)
param alwaysReady int = size == 'large' ? 1 : 0

@description('Requests that an instance answers at once.')
@minValue(1)
@maxValue(1000)
param requestsAtOnce int = 100

@description('The app\'s name, which is in its address; made up if empty.')
param appName string = ''

@description('How the storage account keeps its copies: LRS in one place, ZRS in three zones, GRS in a second region, GZRS both.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageCopies string = size == 'large' ? 'Standard_ZRS' : 'Standard_LRS'

@description('Whether the storage account can be reached from a network of its own alone. Laptops then cannot reach it either.')
param privateNetwork bool = false

@description('Whether only https is answered.')
param httpsOnly bool = true

@description('The oldest TLS that the app talks.')
@allowed(['1.2', '1.3'])
param tlsMin string = '1.2'

@description('The owner key\'s hash, sha256: and 64 digits. Without it nobody has a key at first.')
param ownerKey string = ''

@description('Keys that secrets of spaces are sealed with: base64 of 32 bytes each, by commas. Keep them: without them secrets are lost.')
@secure()
param secretKeys string = ''

@description('More settings of the app: those of local.settings.sample.json.')
param settings { *: string } = {}

@description('Who is told of alerts, by e-mail; nobody if empty.')
param alertMail string = ''

@description('What a month may cost in the currency of your bill before alertMail is told; no budget if 0.')
@minValue(0)
param budget int = size == 'large' ? 200 : 10

@description('The month in which the budget began, as 2026-11-01; Azure does not let it change. infra/deploy sets it. No budget if empty.')
param budgetStart string = ''

@description('The most that is logged in a day, in tenths of a GB. What comes after it is lost until midnight UTC.')
@minValue(1)
param logTenthsMax int = size == 'large' ? 50 : 2

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('A person or group who may read and write the storage, for ./grain verify and backup on their machine; nobody if empty.')
param operatorId string = ''

@description('What that is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorType string = 'User'

@description('Tags of all resources, besides azd\'s own.')
param tags { *: string } = {}

var token = toLower(uniqueString(subscription().id, environmentName, location))
var identityName = 'id-grain-${token}'
var insightsName = 'appi-grain-${token}'
var storageName = 'stgrain${token}'
var allTags = union(tags, { 'azd-env-name': environmentName })

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: union(allTags, empty(budgetStart) ? {} : { 'grain-budget-start': budgetStart })
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: { location: location, tags: allTags, name: identityName }
}

module monitor 'modules/monitor.bicep' = {
  name: 'monitor'
  scope: group
  params: {
    location: location
    tags: allTags
    token: token
    insightsName: insightsName
    tenthsMax: logTenthsMax
    days: logDays
    mail: alertMail
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: { location: location, tags: allTags, token: token }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: allTags
    name: storageName
    copies: storageCopies
    endpointsSubnetId: network.?outputs.endpointsSubnetId ?? ''
    zoneIds: network.?outputs.zoneIds ?? []
    workspaceId: monitor.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    storageName: storageName
    insightsName: insightsName
    identityName: identityName
    operatorId: operatorId
    operatorType: operatorType
  }
  dependsOn: [storage, monitor, identity]
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    location: location
    tags: allTags
    name: empty(appName) ? 'grain-${token}' : appName
    planName: 'plan-grain-${token}'
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storageName
    packages: storage.outputs.packages
    insightsConnection: monitor.outputs.connection
    subnetId: network.?outputs.appSubnetId ?? ''
    instanceMemory: instanceMemory
    instancesMax: instancesMax
    alwaysReady: alwaysReady
    requestsAtOnce: requestsAtOnce
    httpsOnly: httpsOnly
    tlsMin: tlsMin
    ownerKey: ownerKey
    secretKeys: secretKeys
    more: settings
  }
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = if (!empty(alertMail)) {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: allTags
    insightsName: insightsName
    storageName: storageName
    actionsId: monitor.outputs.actionsId
    address: app.outputs.address
    costADay: budget / 10
  }
}

module cost 'modules/budget.bicep' = if (budget > 0 && !empty(budgetStart)) {
  name: 'budget'
  scope: group
  params: { amount: budget, start: budgetStart, actionsId: monitor.outputs.actionsId, group: group.name }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The app.')
output GRAIN_APP_NAME string = app.outputs.name

@description('Where it answers.')
output GRAIN_APP string = app.outputs.address

@description('The storage account, for AzureWebJobsStorage__accountName on an operator\'s machine.')
output GRAIN_STORAGE string = storageName

@description('What to do next.')
output GRAIN_NEXT string = 'infra/deploy code --name ${environmentName}'
