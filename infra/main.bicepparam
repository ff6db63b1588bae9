// What is different for you: from the environment, which azd and infra/deploy fill, or written here. docs/deploy.md has the table.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'grain')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param size = readEnvironmentVariable('GRAIN_SIZE', 'small')
param appName = readEnvironmentVariable('GRAIN_NAME', '')
param instanceMemory = int(readEnvironmentVariable('GRAIN_INSTANCE_MEMORY', '0'))
param instancesMax = int(readEnvironmentVariable('GRAIN_INSTANCES_MAX', '0'))
param alwaysReady = int(readEnvironmentVariable('GRAIN_ALWAYS_READY', '-1'))
param storageCopies = readEnvironmentVariable('GRAIN_STORAGE_COPIES', '')
param privateNetwork = bool(readEnvironmentVariable('GRAIN_PRIVATE_NETWORK', 'false'))
param alertMail = readEnvironmentVariable('GRAIN_ALERT_MAIL', '')
param budget = int(readEnvironmentVariable('GRAIN_BUDGET', '-1'))
param budgetStart = readEnvironmentVariable('GRAIN_BUDGET_START', '')
param ownerKey = readEnvironmentVariable('GRAIN_OWNER_KEY_HASH', '')
param secretKeys = readEnvironmentVariable('GRAIN_SECRET_KEYS', '')
param operatorId = readEnvironmentVariable('GRAIN_OPERATOR_ID', '')
param operatorType = readEnvironmentVariable('GRAIN_OPERATOR_TYPE', 'User')
param settings = {}
param tags = {}
