audit nowhere.yaml
